"""Open data: files that say what they are, that hold nothing more than what everybody may see, and that can be checked."""
import csv
import hashlib
import io
import json
import time
from decimal import Decimal

from proof import is_signed, note, root_of
from steps import filed

SETS = ("figures", "promises", "matters")
HERE = {"d": "420103"}


def _file(world, name):
    return world.anybody().get(f"/open-data/{name}", **HERE).want(200)


def _rows(world, name):
    text = _file(world, f"{name}.csv").bytes.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def files_have_the_hashes_that_stand_in_the_log(world):
    """each file dated and signed in the log"""
    proof = _file(world, "edition.json").json
    edition = proof["edition"]
    assert json.loads(proof["value"]) == edition, "what was entered is what is told"
    for file in edition["files"]:
        body = _file(world, file["name"]).bytes
        assert hashlib.sha256(body).hexdigest() == file["sha256"] and len(body) == file["bytes"], file
    digest = hashlib.sha256()
    for part in (proof["key"].encode(), proof["value"].encode()):
        digest.update(len(part).to_bytes(8, "big") + part)
    assert digest.hexdigest() in proof["record"], "the record tells of the entry"
    assert proof["register"] in proof["record"]
    leaf = hashlib.sha256(b"\0" + proof["record"].encode()).digest()
    assert leaf.hex() == proof["hash"], "the record is its leaf"


def the_signed_head_covers_the_edition(world, within=8):
    """a signed checkpoint, and the way from the edition's record to it"""
    until = time.monotonic() + within
    while (proof := _file(world, "edition.json").json)["checkpoint"] is None:
        assert time.monotonic() < until, "the log is signed within seconds"
        time.sleep(0.3)
    _, size, root, _, _ = note(proof["checkpoint"])
    path = [bytes.fromhex(step) for step in proof["path"]]
    assert size == proof["size"] and root.hex() == proof["root"]
    assert root_of(bytes.fromhex(proof["hash"]), proof["leaf"], size, path) == root, "the record leads to the signed root"
    assert is_signed(proof["checkpoint"], proof["verifier"])


def columns_are_those_of_the_dictionary(world):
    """a data dictionary and a licence line"""
    dictionary = _file(world, "dictionary.json").json
    assert dictionary["licence"]["url"].startswith("https://"), dictionary["licence"]
    assert [known["name"] for known in dictionary["datasets"]] == list(SETS)
    for known in dictionary["datasets"]:
        names = [column["name"] for column in known["columns"]]
        assert all(column["zh"] and column["en"] and column["type"] and column["source"] for column in known["columns"])
        body = _file(world, known["files"][0]).bytes
        assert body.startswith(b"\xef\xbb\xbf") and body[3:].split(b"\r\n")[0].decode() == ",".join(names), known["name"]
        told = _file(world, known["files"][1]).json
        assert told["licence"] == dictionary["licence"] and told["edition"] == dictionary["edition"]
        assert all(list(row) == names for row in told["rows"]), known["name"]
        plain = [{name: "" if value is None else str(value) for name, value in row.items()} for row in told["rows"]]
        rows = [{name: value.removeprefix("'") for name, value in row.items()} for row in _rows(world, known["name"])]
        assert rows == [{name: value.removeprefix("'") for name, value in row.items()} for row in plain], known["name"]
    assert all(known["definition"]["zh"] and known["basis"]["kind"] for known in dictionary["indicators"])


def figures_agree_with_the_api(world):
    """the same numbers as `GET /api/v1/figures/{indicator}`"""
    with world.fresh() as server:       # its day's edition is as new as its figures
        _figures_agree(server)


def _figures_agree(world):
    rows = _rows(world, "figures")
    months = {row["period"] for row in rows}
    assert len(months) > 2 and any(row["unit"] for row in rows) and {row["mark"] for row in rows} == {"合成"}
    for row in rows[:: max(1, len(rows) // 40)]:
        asked = {"unit": row["unit"]} if row["unit"] else {"district": "420103"}
        told = world.anybody().get(f"/api/v1/figures/{row['indicator']}", period=row["period"], **asked).want(200).json
        assert (told["value"] or "") == row["value"], (row, told)
        assert str(told["sample"]) == row["sample"] and (told["denominator"] or "") == row["denominator"], (row, told)
    assert all(Decimal(row["value"]) is not None for row in rows if row["value"])


def nothing_private_stands_in_a_file(world):
    """only what somebody without credentials may see"""
    with world.fresh() as server:       # filed before anybody asks for the day's files
        _nothing_private(server)


def _nothing_private(world):
    secret = filed(world.anybody(), content="合成：鹦鹉螺的秘密", phone="13900001234")
    listed = {row["number"] for row in _rows(world, "matters")}
    assert secret["number"] not in listed, "nobody made it public"
    for name in [f"{known}.{end}" for known in SETS for end in ("csv", "json")]:
        text = _file(world, name).bytes.decode()
        assert "鹦鹉螺" not in text and "13900001234" not in text, name
    for number in sorted(listed)[:10]:
        world.anybody().get(f"/api/v1/cases/{number}").want(200)


def what_is_asked_wrongly_is_refused(world):
    """404 and 400, in the reader's language"""
    assert "没有" in world.anybody().get("/open-data/secrets.csv").want(404).json["detail"]
    assert "Not found" in world.anybody().get("/open-data/secrets.csv", lang="en").want(404).json["detail"]
    assert "month" in world.anybody().get("/open-data/figures.csv", month="2026-01").want(400).bytes.decode()
