"""A migration of running matters is killed in the middle, more than once: each matter is carried once or not at all."""
import re
import shutil
import threading
import time

import requests

from outside.server import ROOT

PACK = "hotline"
KILLS = 3
LATEST = 1.2        # seconds from the call to the kill, at most


def killed_migration(world, chance):
    """kill -9 while running matters are carried to a new version; afterwards each was carried once, none twice"""
    server = world.fresh(packs=_next_version(world)).start()
    auditor = server.user("auditor")
    before = {case["id"]: len(_migrations(auditor, case["id"])) for case in _running(auditor)}
    assert len(before) > 10 and not any(before.values()), f"{len(before)} running matters"
    for _ in range(KILLS):
        call = threading.Thread(target=_ask, args=(server,), daemon=True)
        call.start()
        time.sleep(chance.uniform(0.02, LATEST))
        server.kill()
        call.join(60)
        server.start()
        twice = {case: found for case in before if len(found := _migrations(server.user("auditor"), case)) > 1}
        assert not twice, f"carried twice: {twice}"
    admin = server.user("admin", "admin", "read")
    job = {}
    for _ in range(60):
        job = admin.post(f"/api/v1/packs/{PACK}/migration", {}).want(200).json
        if job["done"]:
            break
        time.sleep(0.5)
    assert job["done"], job
    left = _look(admin)
    assert all("why" in one for one in left), f"could be carried and was not: {left}"
    stay, auditor = {one["number"] for one in left}, server.user("auditor")
    for case in before:
        now, carried = auditor.get(f"/api/v1/cases/{case}").want(200).json, len(_migrations(auditor, case))
        # What was closed meanwhile runs no more, and stays where it was.
        assert carried == 1 or (carried == 0 and (now["number"] in stay or now["status"] == "closed")), (now, carried)
    for command in (("ledger", "verify"), ("figures", "verify")):
        checked = server.run(*command, within=300)
        assert checked.returncode == 0, f"{command}: {checked.stdout} {checked.stderr}"
    assert not server.panics(), server.panics()


def _next_version(world):
    """The packs of the checkout, one of them a version further: its matters go on, their limits counted again."""
    place = world.empty()
    shutil.copytree(ROOT / "packs", place)
    head, kind = place / PACK / "pack.yaml", place / PACK / "request.yaml"
    version = int(re.search(r"^version: (\d+)", head.read_text(), re.M)[1])
    head.write_text(re.sub(r"^version: \d+", f"version: {version + 1}", head.read_text(), count=1, flags=re.M))
    kind.write_text(f"{kind.read_text()}\ncarries: {{ from: {version}, clocks: recount, basis: centre-profile }}\n")
    return place


def _running(client):
    """The open matters of the kind."""
    return _all(client, "/api/v1/cases", type=f"{PACK}.request", status="open", limit=200)


def _look(client):
    """What a migration would still do."""
    return _all(client, f"/api/v1/packs/{PACK}/migration")


def _migrations(client, case):
    return [event for event in _all(client, f"/api/v1/cases/{case}/events", limit=200) if event["type"] == "migrated"]


def _all(client, path, **asked):
    """Every item of a list, page by page."""
    found, cursor = [], {}
    while True:
        page = client.get(path, **asked, **cursor).want(200).json
        found += page["items"]
        if not page["next"]:
            return found
        cursor = {"cursor": page["next"]}


def _ask(server):
    try:
        server.user("admin", "admin", "read").post(f"/api/v1/packs/{PACK}/migration", {})
    except (requests.RequestException, AssertionError):
        pass        # the line goes dead
