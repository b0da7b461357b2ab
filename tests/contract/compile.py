"""`bihuan report compile`: a brief of a period out of the record, in three formats, and read back."""
import json
import re
import zipfile

MONTH = ("--district", "420103", "--period", "2026-02")


def _compiled(server, place, *arguments):
    done = server.run("report", "compile", *arguments, "-o", place)
    assert done.returncode == 0, f"{done.stdout[-300:]} {done.stderr[-1500:]}"
    return place.read_bytes()


def every_format_says_the_same(world):
    """--format md|html|docx; every number of the record is a link; generated matters are marked"""
    folder = world.empty()
    folder.mkdir()
    server = world.shared
    made = {kind: _compiled(server, folder / f"brief.{kind}", *MONTH, "--template", "hotline.topic", "--format", kind) for kind in ("md", "html", "docx")}
    text = made["md"].decode()
    received = re.search(r"受理群众诉求\[(\d+)件\]\(<(\S+)>\)", text)
    assert received and "/cockpit/figures/hotline.received?period=2026-02" in received[2], text[:600]
    assert "合成" in text and "合成" in made["html"].decode()
    assert f">{received[1]}件</a>" in made["html"].decode()
    with zipfile.ZipFile(folder / "brief.docx") as word:
        document = word.read("word/document.xml").decode()
        assert f"{received[1]}件" in document and "仿宋_GB2312" in document, document[:400]
        assert "hotline.received" in word.read("word/_rels/document.xml.rels").decode()


def a_report_comes_back_as_it_went_out(world):
    """the year's report, written and read by `report import`: the same figures"""
    folder = world.empty()
    folder.mkdir()
    server = world.shared
    told = server.run("report", "compile", "--district", "420103", "--period", "2026", "--template", "annual", "--format", "docx", "-o", folder / "annual.docx", "--json")
    assert told.returncode == 0, told.stderr
    said = json.loads(told.stdout)
    assert said["template"] == "supervision.annual" and said["numbers"] > 8 and said["gaps"] > 0, said
    _compiled(server, folder / "annual.md", "--district", "420103", "--period", "2026", "--template", "annual", "--format", "md")
    read = server.run("report", "import", folder / "annual.docx", "--json")
    assert read.returncode == 0, read.stderr
    report = json.loads(read.stdout)
    assert (report["year_reviewed"], report["year_planned"]) == (2026, 2027), report["title"]
    quotes = [it["quote"].replace(" ", "") for it in report["indicators"]]
    numbers = re.findall(r"\[([\d.]+(?:万|亿)?[^\d\]\s]*)\]\(<", (folder / "annual.md").read_text())
    assert numbers and all(any(number in quote for quote in quotes) for number in numbers), (numbers, quotes)


def what_cannot_be_compiled_is_said(world):
    """exit 2 for an unknown template, a period of another length, a format that there is not"""
    server = world.shared
    for wrong in (
        (*MONTH, "--template", "hotline.daily"),
        ("--district", "420103", "--period", "2026", "--template", "hotline.topic"),
        ("--district", "420103", "--period", "Feb", "--template", "hotline.topic"),
        (*MONTH, "--template", "weekly"),
        (*MONTH, "--template", "hotline.topic", "--format", "pdf"),
    ):
        done = server.run("report", "compile", *wrong, "-o", "-")
        assert done.returncode == 2 and done.stderr.strip(), (wrong, done.returncode, done.stderr)
