"""`bihuan import cases`: tables in, row by row; what comes back is read by a spreadsheet library that others wrote."""
import json

import openpyxl


def _book(path, *rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def _taken(server, path, *more, code=0):
    done = server.run("import", "cases", "--type", "hotline.request", path, "--user", "clerk", "--district", "420103", "--json", *more)
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
