"""What `bihuan export` writes, read by tools that others wrote: pm4py for event logs, Python's own csv for tables.

    python tests/mining/run.py --program P --reader ~/.cache/bihuan/venv-mining/bin/python

The store is a filled demonstration; what is held against it are the program's own counts and the calls of the API.
"""
import argparse
import csv
import json
import pathlib
import re
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from outside.counting import Count
from outside.server import World

# An account's name standing alone: the channel "leader-line" is no account.
PEOPLE = re.compile(r"(?<![\w-])(clerk|handler|leader|supervisor|auditor|patroller)(?![\w-])")


def _exported(server, *arguments):
    done = server.run("export", *arguments, "--json")
    assert done.returncode == 0, f"{done.stdout[-500:]} {done.stderr[-1500:]}"
    return json.loads(done.stdout)


def _read(reader, *files):
    done = subprocess.run([reader, str(pathlib.Path(__file__).with_name("read.py")), *map(str, files)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def pm4py_reads_as_much_as_was_written(world, reader):
    """export ocel (OCEL 2.0, JSON and SQLite) that pm4py reads with equal counts; all its rules hold; the flow is discovered"""
    server, place = world.shared, world.empty()
    place.mkdir()
    written = [_exported(server, "ocel", "-o", place / name) for name in ("log.json", "log.sqlite")]
    read = _read(reader, place / "log.json", place / "log.sqlite")
    for ours, theirs in zip(written, read):
        for what in ("events", "objects", "relations", "object_relations", "cases"):
            assert ours[what] == theirs[what], f"{theirs['file']}: {what} {ours[what]} written, {theirs[what]} read"
        assert theirs["object_types"] == ["Case", "Officer", "Task", "Unit"], theirs
        assert {"Filed", "Closed", "dispatch", "take", "reply", "Deadline missed"} <= set(theirs["activities"]), theirs
        assert min(theirs["followed"].values()) > 0 and theirs["variants"] > 10, theirs
        assert theirs["outcomes"] > 50, theirs
    assert {key: value for key, value in written[0].items() if key != "file"} == {key: value for key, value in written[1].items() if key != "file"}
    assert read[1]["not_satisfied"] == [] and read[1]["satisfied"] >= 20, read[1]
    assert list(place.iterdir()) and not [path for path in place.iterdir() if "part" in path.name], "something half done was left"
    print(json.dumps(read, ensure_ascii=False))


def nobody_is_in_a_log(world, reader):
    """officers as pseudonyms per export; no personal data, no free text"""
    server, place = world.shared, world.empty()
    place.mkdir()
    for name in ("one.json", "two.json"):
        _exported(server, "ocel", "-o", place / name)
    one, two = ((place / name).read_text() for name in ("one.json", "two.json"))
    officers = [{found["id"] for found in json.loads(text)["objects"] if found["type"] == "Officer"} for text in (one, two)]
    assert officers[0] and len(officers[0]) == len(officers[1]) and not officers[0] & officers[1], officers
    values = {attribute["value"] for found in json.loads(one)["objects"] + json.loads(one)["events"] for attribute in found["attributes"]}
    posts = {attribute["value"] for found in json.loads(one)["objects"] for attribute in found["attributes"] if attribute["name"] == "post"}
    assert not [value for value in values - posts if PEOPLE.search(value)], "an account's name"
    assert not [value for value in values if value.startswith("合成") and "居民" in value], "a resident"
    for text in server.user("clerk").get("/api/v1/cases", limit=20).want(200).json["items"]:
        assert text["number"] not in one, "a case's number"
    events = json.loads(one)["events"]
    assert all(any(related["qualifier"] == "case" for related in event["relationships"]) for event in events), "an event about no case"


def a_period_and_a_kind_are_kept_to(world, reader):
    """[--since --until --type]; a log of part of the record refers to nothing outside it"""
    server, place = world.shared, world.empty()
    place.mkdir()
    part = _exported(server, "ocel", "-o", place / "part.sqlite", "--since", "2026-02-10", "--until", "2026-02-16", "--type", "hotline.request", "--district", "420103")
    whole = _exported(server, "ocel", "-o", place / "whole.sqlite", "--type", "hotline.request")
    assert 0 < part["cases"] < whole["cases"], (part, whole)
    with sqlite3.connect(place / "part.sqlite") as db:
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
        first, last = db.execute("SELECT min(ocel_time), max(ocel_time) FROM event_Filed").fetchone()
        assert "2026-02-09T16:00:00" <= first and last < "2026-02-16T16:00:00", (first, last)
    assert [found for found in _read(reader, place / "part.sqlite")][0]["not_satisfied"] == []
    none = _exported(server, "ocel", "-o", place / "none.json", "--until", "2020-01-01")
    assert none["events"] == none["objects"] == 0 and json.loads((place / "none.json").read_text())["events"] == []


def tables_are_what_the_standard_says(world, reader):
    """csv: RFC 4180, no formula injection; the tables fit together"""
    server, place = world.shared, world.empty()
    written = _exported(server, "csv", "-o", place)["rows"]
    read = {}
    for name in ("cases", "tasks", "events", "units", "figures"):
        raw = (place / f"{name}.csv").read_bytes()
        assert raw.endswith(b"\r\n") and raw.count(b"\n") == raw.count(b"\r\n"), name
        rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), strict=True))
        assert len(rows) == written[name] > 0 and all(None not in row and None not in row.values() for row in rows), name
        assert not [cell for row in rows for cell in row.values() if cell[:1] in "=+-@\t" and cell], name
        read[name] = rows
    cases = {row["case"] for row in read["cases"]}
    assert {row["case"] for row in read["tasks"]} | {row["case"] for row in read["events"]} == cases
    filed = sum(int(row["n"]) for row in read["figures"] if row["figure"].endswith("-filed") and not row["unit"])
    assert filed == len(read["cases"]), "the sums count what the tables tell"
    assert not [row for row in read["events"] if PEOPLE.search(row["officer"])]
    closed = sum(1 for row in read["cases"] if row["closed"])
    assert closed == sum(1 for row in read["cases"] if row["status"] == "closed") > 0


def wrong_use_is_told_in_a_sentence(world, reader):
    """exit code 2: wrong use; 1: work that could not be done; a file that failed leaves nothing"""
    server, place = world.shared, world.empty()
    place.mkdir()
    for arguments, code in ((("ocel", "-o", place / "log.xes"), 2), (("ocel", "-o", place / "a.json", "--since", "2026-03-02", "--until", "2026-03-01"), 2), (("csv", "-o", place / "t", "--district", "110101"), 1), (("ocel", "-o", place / "no" / "such" / "a.json"), 1)):
        done = server.run("export", *arguments)
        assert done.returncode == code and len(done.stderr.strip().splitlines()) == 1, (arguments, done.returncode, done.stderr)
    assert [path.name for path in place.rglob("*") if path.is_file()] == []


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--program", required=True)
    asked.add_argument("--reader", required=True, help="a Python that has pm4py")
    asked.add_argument("--seed", help="a folder with the demo filled at 2026-03-10T09:00:00+08:00, to save making it")
    asked = asked.parse_args()
    world, count = World(asked.program, asked.seed), Count()
    try:
        for test in (pm4py_reads_as_much_as_was_written, nobody_is_in_a_log, a_period_and_a_kind_are_kept_to, tables_are_what_the_standard_says, wrong_use_is_told_in_a_sentence):
            count.take(test.__name__, test, world, asked.reader)
    finally:
        world.close()
    count.close()


if __name__ == "__main__":
    main()
