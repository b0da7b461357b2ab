"""`bihuan import cases`: tables in, row by row; what comes back is read by a spreadsheet library that others wrote."""
import json

import openpyxl


def _book(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _taken(server, path, *more, code=0, kind="hotline.request", user="clerk"):
    done = server.run("import", "cases", "--type", kind, path, "--user", user, "--district", "420103", "--json", *more)
    assert done.returncode == code, f"exit {done.returncode}: {done.stdout[-500:]} {done.stderr[-500:]}"
    return json.loads(done.stdout)


def rows_are_taken_once_and_the_refused_come_back(world):
    """row by row result; nothing half taken; a file of the refused rows with reasons"""
    server, place = world.shared, world.empty()
    place.mkdir()
    head = ["诉求内容", "诉求类别", "联系电话"]
    table = _book(place / "matters.xlsx", ["2026年登记表"], head, ["合成：路灯不亮", "路灯不亮", 13800000000], ["=1+1", "没有的类别", "12"])
    looked = _taken(server, table, "--dry-run", code=1)
    assert looked["counts"] == {"file": 1, "act": 0, "taken": 0, "before": 0, "unchanged": 0, "refused": 1}, looked
    first = _taken(server, table, code=1)
    again = _taken(server, table, code=1)
    numbers = [row["number"] for row in first["rows"] if row["outcome"] == "filed"]
    assert len(numbers) == 1 and [row["number"] for row in again["rows"] if row["number"]] == numbers, (first, again)
    sheet = openpyxl.load_workbook(first["refused"]).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (*head, "未收原因") or rows[0] == (*head, "Why not taken"), rows[0]
    assert len(rows) == 2 and rows[1][3], rows
    assert not any(cell.data_type == "f" for row in sheet for cell in row), "a cell is a formula"
    number = _book(place / "act.xlsx", ["编号", "办理动作", "主办单位"], [numbers[0], "派单", "城管部门"])
    acted = _taken(server, number)
    assert [row["outcome"] for row in acted["rows"]] == ["acted"], acted
    assert [row["outcome"] for row in _taken(server, number)["rows"]] == ["acted"], "the same file adds nothing"
    assert len(server.user("clerk").get(f"/api/v1/cases/{numbers[0]}/events").want(200).json["items"]) > 1


def what_is_no_table_is_told(world):
    """exit code 1: work that could not be done"""
    place = world.empty()
    place.mkdir()
    (place / "report.xlsx").write_bytes(b"%PDF-1.7")
    done = world.shared.run("import", "cases", "--type", "hotline.request", place / "report.xlsx")
    assert done.returncode == 1 and "table-other-format" in done.stderr, done
    done = world.shared.run("import", "cases", "--type", "no.such", _book(place / "a.xlsx", ["诉求内容"], ["合成"]))
    assert done.returncode == 2 and "hotline.request" in done.stderr, done


#: The ten lines of the annex (000/2017): line, name, kind, how many in which measure, who does it, who accepts it.
ANNEX = (
    (1, "金融惠民", "为民服务", None, None, "财政部门", "人社部门"),
    (2, "老旧社区路灯", "路灯", 550, "盏", "城管部门", "住房保障部门"),
    (3, "公厕", "公厕", 10, "座", "城管部门", "城建部门"),
    (4, "关爱老年人", "其他养老服务设施", 8, "个", "民政部门", "住房保障部门"),
    (5, "帮扶残疾人", "为民服务", None, None, "民政部门", "卫健部门"),
    (6, "妇幼健康服务", "为民服务", None, None, "卫健部门", "民政部门"),
    (7, "幼儿照护", "为民服务", None, None, "区教育局", "卫健部门"),
    (8, "家庭和谐", "为民服务", None, None, "民政部门", "司法行政部门"),
    (9, "法律服务进社区", "为民服务", None, None, "司法行政部门", "民政部门"),
    (10, "全民健身", "为民服务", 20, "个", "区教育局", "卫健部门"),
)


def a_years_list_comes_in_from_the_offices_workbook(world):
    """imported from the office's workbook: the ten livelihood items of document 000's annex"""
    server, place = world.shared, world.empty()
    place.mkdir()
    head = ["项目名称", "类别", "计划数量", "计量单位", "实施单位", "验收单位", "计划开工", "计划完工", "所属清单", "所对应的清单条目"]
    times = ["2026-04-01", "2026年11月30日", "sample"]
    rows = [[f"合成：{name}", kind, many, measure, does, accepts, *times, f"annex-{line}"] for line, name, kind, many, measure, does, accepts in ANNEX]
    table = _book(place / "list.xlsx", ["2026年民生实事清单（合成）"], head, *rows)
    _merged(table, "A1:J1")
    first = _taken(server, table, kind="programmes.item", user="supervisor")
    assert [row["outcome"] for row in first["rows"]] == ["filed"] * 10, first
    again = _taken(server, table, kind="programmes.item", user="supervisor")
    assert [row["number"] for row in again["rows"]] == [row["number"] for row in first["rows"]], "the same list adds nothing"
    lamps = server.user("supervisor").get(f"/api/v1/cases/{first['rows'][1]['number']}").want(200).json
    form = lamps["form"]
    assert (form["quantity"], form["measure"], form["promised"]) == ("550", "盏", "list-lines/annex-2"), form
    assert (form["unit"], form["acceptor"], form["due"]) == ("420103-urban-management", "420103-housing", "2026-11-30"), form


def a_table_in_last_years_layout_is_told_row_by_row(world):
    """an XLSX decomposition table in last year's layout"""
    server, place = world.shared, world.empty()
    place.mkdir()
    head = ["事项名称", "目标量", "计量单位", "年度", "牵头单位", "完成期限"]
    row = ["合成：新增绿地", 3, "公顷", 2026, "城管部门", "2026-12-20"]
    last_year = ["序号", "工作任务", "责任单位", "完成时限"]
    taken = _taken(server, _book(place / "tasks.xlsx", head, row), kind="supervision.task", user="supervisor")
    assert [row["outcome"] for row in taken["rows"]] == ["filed"], taken
    old = _book(place / "old.xlsx", ["2025年目标任务分解表"], last_year, [1, "合成：新增绿地", "城管部门", "2025-12-20"])
    done = server.run("import", "cases", "--type", "supervision.task", old, "--user", "supervisor", "--district", "420103", "--json")
    assert done.returncode == 1, done
    assert all(title in done.stderr for title in head), f"does not say which columns are needed: {done.stderr}"
    half = _book(place / "half.xlsx", ["事项名称", "数量", "单位", "牵头单位", "完成期限"], ["合成：新增绿地", 3, "公顷", "城管部门", "2026-12-20"])
    refused = _taken(server, half, kind="supervision.task", user="supervisor", code=1)
    missing = {reason["column"] for row in refused["rows"] for reason in row["reasons"]}
    assert {"目标量", "计量单位", "年度"} <= missing, refused


def _merged(path, cells):
    book = openpyxl.load_workbook(path)
    book.active.merge_cells(cells)
    book.save(path)
