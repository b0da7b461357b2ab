"""`bihuan report import` and `report check`: work reports into structure, each statement with its place."""
import json
import zipfile

from outside.server import ROOT
from steps import words

SEEDS = ROOT.parent / "shared" / "seeds"
STYLE = ROOT / "tests" / "reports" / "styles" / "county-notes.txt"
KEYS = {"title", "region", "district", "report_year", "year_reviewed", "year_planned", "sections", "indicators", "commitments", "glossary"}
INDICATOR = {"name", "canonical", "kind", "year", "value", "unit", "growth_pct", "comparator", "quote", "start", "end"}


def _import(world, *arguments, code=0):
    done = world.run("report", "import", *arguments, "--json")
    assert done.returncode == code, f"{arguments}: exit {done.returncode}: {done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def _written(world, name, data):
    place = world.empty()
    place.mkdir()
    (place / name).write_bytes(data)
    return place / name


def _true(text, report):
    for said in report["indicators"] + report["commitments"]:
        assert text[said["start"]:said["end"]] == said["quote"] and said["quote"], said


def one_report_is_one_object(world):
    """The fields of the sample are always present, null if unknown; `quote` is exactly that text"""
    [report] = _import(world, STYLE)
    assert set(report) >= KEYS, sorted(KEYS - set(report))
    text = STYLE.read_bytes().decode("utf-8")
    _true(text, report)
    assert report["report_year"] == report["year_planned"] and report["indicators"] and report["commitments"] and report["glossary"], report
    for said in report["indicators"]:
        assert set(said) >= INDICATOR and said["kind"] in ("actual", "target"), said
        assert said["comparator"] in ("exact", "about", "at_least", "over", "within", "range"), said
    for section in report["sections"]:
        assert set(section) == {"heading", "level", "role", "start", "end"} and section["role"] in ("review", "plan", "glossary", "other"), section
    for term in report["glossary"]:
        assert set(term) == {"term", "definition", "start", "end"}, term


def offsets_count_characters_of_the_text_as_given(world):
    """offsets in Unicode characters into the text as given (line ends and BOM as they are …)"""
    plain = STYLE.read_text("utf-8")
    for text in ("\ufeff" + plain, plain.replace("\n", "\r\n"), plain.replace("\n", "\\r\\n")):
        [report] = _import(world, _written(world, "report.txt", text.encode("utf-8")))
        _true(text, report)
        assert len(report["sections"]) > 5, text[:40]


def other_files_are_read_into_the_text_that_text_out_writes(world):
    """for html, docx and pdf into the text that `--text-out` writes"""
    lines = STYLE.read_text("utf-8").splitlines()
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>"
    word = "<w:document><w:body>" + "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in lines) + "</w:body></w:document>"
    html = _written(world, "report.html", page.encode("utf-8"))
    docx = _written(world, "report.docx", b"")
    with zipfile.ZipFile(docx, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", word)
    [expected] = _import(world, STYLE)
    for file in (html, docx):
        out = file.with_suffix(".out")
        [report] = _import(world, file, "--text-out", out)
        _true(out.read_bytes().decode("utf-8"), report)
        assert [section["heading"] for section in report["sections"]] == [section["heading"] for section in expected["sections"]], file
        assert len(report["indicators"]) == len(expected["indicators"]), file


def several_files_give_one_line_each(world):
    """several files: one JSON line each with `file`"""
    poem = _written(world, "poem.txt", "床前明月光，疑是地上霜。".encode())
    answers = _import(world, STYLE, poem, code=1)
    assert [answer["file"] for answer in answers] == [str(STYLE), str(poem)], answers
    assert answers[0]["indicators"] and answers[1]["documents"] == [], answers[1]


def nothing_found_is_exit_1(world):
    """nothing found: exit 1 and `documents: []`"""
    [answer] = _import(world, _written(world, "recipe.txt", "红烧肉：五花肉500克。".encode()), code=1)
    assert answer["documents"] == [], answer


def what_cannot_be_read_says_what_to_do(world):
    """Not a report; … a PDF of scanned pictures (said clearly); a zip bomb in DOCX"""
    bomb = _written(world, "bomb.docx", b"")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (80 << 20))
    for file, code in ((bomb, "archive-too-large"), (_written(world, "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "other-format"),
                       (_written(world, "empty.txt", b""), "empty"), (_written(world, "broken.pdf", b"%PDF-1.4 nothing"), "damaged")):
        done = world.run("report", "import", file, "--json")
        assert done.returncode == 1, f"{file}: exit {done.returncode}"
        answer = json.loads(done.stdout)
        assert answer["documents"] == [] and answer["error"]["code"] == code and answer["error"]["detail"], answer
        assert code in done.stderr, done.stderr


def a_file_of_several_documents_names_them(world):
    """So 000 is ten documents, 002 five, 001, 003 and 004 one object each"""
    if not SEEDS.is_dir():
        return
    for name, count in (("000-jianghan", 10), ("002-hanyang", 5)):
        file = SEEDS / f"{name}.txt"
        [answer] = _import(world, file)
        assert len(answer["documents"]) == count and answer["skipped"], (name, len(answer["documents"]))
        text = file.read_bytes().decode("utf-8")
        for document in answer["documents"]:
            assert document["kind"] in ("report", "news", "annex") and document["start"] < document["end"], document["title"]
            _true(text, document)
    for name in ("001-jianghan", "003-wuchang", "004-hongshan"):
        [answer] = _import(world, SEEDS / f"{name}.txt")
        assert "documents" not in answer and set(answer) >= KEYS, name


def contradictions_come_with_both_sides(world):
    """contradictions: both quotes, places, the arithmetic, a class"""
    text = ("政府工作报告（合成）\n各位代表：\n现在，我代表示例区人民政府，向大会报告工作。\n一、2031年工作回顾\n全年完成地区生产总值900亿元，增长8%。\n"
            "同时，地区生产总值增幅未达到8%的预期目标。新增高新技术企业67家。\n二、2032年工作安排\n新增高新技术企业30家。\n")
    done = world.run("report", "check", _written(world, "report.txt", text.encode("utf-8")), "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["counts"] == {"contradiction": 1, "not-an-error": 1}, answer["counts"]
    for finding in answer["findings"]:
        assert len(finding["places"]) == 2 and finding["arithmetic"] and finding["zh"] and finding["en"], finding
        for place in finding["places"]:
            assert text[place["start"]:place["end"]] == place["quote"] and place["file"], place


def a_saved_report_is_saved_once_and_compared(world):
    """`bihuan report import FILE… [--save]`; point 8: for any indicator, districts and years side by side: page, XLSX, JSON"""
    unique = words("虚构")
    text = (ROOT / "data/demo/report-2025.txt").read_text(encoding="utf-8").replace("均为虚构", f"均为{unique}")
    file = _written(world, "saved.txt", text.encode("utf-8"))
    first, again = (json.loads(world.shared.run("report", "import", file, "--save", "--district", "420103", "--json").stdout)["items"] for _ in range(2))
    assert [it["new"] for it in first] == [True] and [it["new"] for it in again] == [False], (first, again)
    assert first[0]["number"] == again[0]["number"], (first, again)
    compared = world.anybody().get("/api/v1/reports/compare?indicator=gdp").want(200).json
    assert set(compared) == {"indicator", "items", "indicators", "next"} and compared["items"], compared
    assert {"id", "name", "times"} == set(compared["indicators"][0]) and "_" not in compared["indicators"][0]["name"], compared["indicators"]
    for row in compared["items"]:
        assert set(row) == {"region", "year", "promised", "reported", "judgement"}, row
    bad = world.shared.run("report", "import", _written(world, "recipe.txt", "红烧肉：五花肉500克。".encode()), "--save")
    assert bad.returncode == 1 and "没有读到政府工作报告" in bad.stderr, bad.stderr


def a_page_is_saved_in_somebodys_name(world):
    """`bihuan report import FILE… [--save] [--user NAME]`: reader of `.html` too; the record says by post and unit who saved it"""
    unique = words("虚构")
    text = (ROOT / "data/demo/report-2025.txt").read_text(encoding="utf-8").replace("均为虚构", f"均为{unique}")
    page = "<!DOCTYPE html><html><body><ul><li><a href='/'>首页</a></li></ul>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>"
    file = _written(world, "page.html", page.encode("utf-8"))
    save = ("report", "import", file, "--save", "--district", "420103", "--json")
    nobody = world.shared.run(*save, "--user", "nobody-there")
    assert nobody.returncode == 1 and "没有用户" in nobody.stderr, nobody.stderr
    first = json.loads(world.shared.run(*save, "--user", "research").stdout)["items"]
    again = json.loads(world.shared.run(*save).stdout)["items"]
    assert [it["new"] for it in first + again] == [True, False] and first[0]["number"] == again[0]["number"], (first, again)
    read = world.anybody().get(f"/reports/{first[0]['number']}").want(200)
    assert "新建口袋公园6个" in read.text, read.text[:300]
