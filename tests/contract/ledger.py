"""The ledger: verified, tampered with, carried away and brought back."""
import pathlib
import random
import shutil
import signal
import sqlite3

from steps import closed, done, filed, path, seen, taken, words


def _verify(world, place):
    return world.run("ledger", "verify", "--data", place, within=300)


def _database(folder):
    """The file of the records: the largest SQLite file that has them."""
    found = [f for f in folder.rglob("*.db") if b"CREATE TABLE record" in f.read_bytes()[:200_000]]
    assert found, sorted(p.name for p in folder.rglob("*"))
    return found[0]


def _worked_on(world):
    """A copy of the demo in which some more has happened; nobody serves it now."""
    with world.fresh() as server:
        closed(server), taken(server), filed(server.anybody(), phone="13900001111")
        server.stop()
        return server.data


def what_was_written_verifies(world):
    """chain, tree, checkpoints, state = replay; exit 1 and the first wrong place"""
    assert _verify(world, _worked_on(world)).returncode == 0


def a_server_that_stops_leaves_nothing_unsigned(world):
    """`leaf` and `checkpoint` may be null for up to 5 s: what was filed in the last second has its head by the time the server has stopped"""
    for ask_to_stop in ("SIGINT", "SIGTERM"):
        with world.fresh() as server:
            filed(server.anybody())
            server.process.send_signal(getattr(signal, ask_to_stop))
            assert server.process.wait(30) == 0
        kept = sqlite3.connect(_database(server.data))
        tips = dict(kept.execute("SELECT district, max(seq) FROM record GROUP BY district"))
        heads = dict(kept.execute("SELECT district, max(size) FROM checkpoint GROUP BY district"))
        kept.close()
        assert heads == tips, f"{ask_to_stop}: heads {heads}, records {tips}"


def it_verifies_while_it_serves(world):
    """If a server holds the store, the command goes through its socket `DIR/control.sock` with the same answer"""
    done_ = world.shared.run("ledger", "verify", within=300)
    assert done_.returncode == 0, f"{done_.stdout} {done_.stderr}"


def a_changed_byte_of_a_record_is_found(world):
    """exit 1 and the first wrong place"""
    source = _worked_on(world)
    database = sqlite3.connect(_database(source))
    rows = database.execute("SELECT rowid, district, seq, length(bytes) FROM record ORDER BY random() LIMIT 6").fetchall()
    database.close()
    chance = random.Random(3)
    for rowid, district, seq, length in rows:
        place = world.copy(source)
        changed = sqlite3.connect(_database(place))
        blob = changed.blobopen("record", "bytes", rowid)
        at = chance.randrange(length)
        blob.seek(at)
        old = blob.read(1)
        blob.seek(at)
        blob.write(bytes([old[0] ^ 1]))
        blob.close()
        changed.commit()
        changed.close()
        found = _verify(world, place)
        assert found.returncode == 1, f"byte {at} of {district}/{seq} was changed, and verify is content"
        assert f"{district}/{seq}" in found.stdout + found.stderr, f"the first wrong place is {district}/{seq}: {found.stdout} {found.stderr}"
        shutil.rmtree(place)


def a_record_that_was_taken_out_is_found(world):
    """chain, tree, checkpoints, state = replay"""
    for sql in ("DELETE FROM record WHERE rowid = (SELECT rowid FROM record ORDER BY rowid DESC LIMIT 1 OFFSET 3)", "DELETE FROM record WHERE rowid = (SELECT max(rowid) FROM record)",
                "UPDATE case_head SET status = 'closed', outcome = 'done' WHERE rowid = (SELECT rowid FROM case_head WHERE status = 'open' LIMIT 1)",
                "DELETE FROM case_head WHERE rowid = (SELECT max(rowid) FROM case_head)", "UPDATE record SET at = at + 1 WHERE rowid = (SELECT min(rowid) FROM record)",
                "UPDATE checkpoint SET root = randomblob(32)"):
        place = world.copy()
        changed = sqlite3.connect(_database(place))
        assert changed.execute(sql).rowcount > 0, sql
        changed.commit()
        changed.close()
        found = _verify(world, place)
        assert found.returncode == 1 and (found.stdout + found.stderr).strip(), f"{sql}: exit {found.returncode}"
        shutil.rmtree(place)


def a_backup_is_taken_online_and_restored(world):
    """online; restore into an empty place; verify after"""
    with world.fresh() as server:
        case = taken(server, content="合成:备份前" + words())
        file = world.empty().with_suffix(".backup")
        made = server.run("backup", file, within=300)
        assert made.returncode == 0 and file.exists(), f"{made.stdout} {made.stderr}"
        after = filed(server.anybody())
        kept = seen(server.user("clerk"), case)
        code = case["receipt"]["code"]
    place = world.empty()
    restored = world.run("restore", file, "--data", place, within=300)
    assert restored.returncode == 0, f"{restored.stdout} {restored.stderr}"
    assert _verify(world, place).returncode == 0
    with world.fresh(data=place) as again:
        assert seen(again.user("clerk"), case) == kept, "a case is not as it was"
        assert "合成:备份前" in again.holder(code).get(path(case)).want(200).text, "the reporter's words or code did not come back"
        again.user("clerk").get(path(after)).want(404)
        done(again.user("handler"), case, "comment", {"text": words()})


def a_restore_goes_into_an_empty_place_only(world):
    """restore into an empty place"""
    file = world.empty().with_suffix(".backup")
    assert world.shared.run("backup", file, within=300).returncode == 0
    full = world.copy()
    before = _database(full).read_bytes()
    refused = world.run("restore", file, "--data", full)
    assert refused.returncode == 1 and refused.stderr.strip(), f"exit {refused.returncode}"
    assert _database(full).read_bytes() == before, "a refused restore wrote"


def a_backup_that_was_damaged_is_refused(world):
    """restore into an empty place; verify after"""
    file = world.empty().with_suffix(".backup")
    assert world.shared.run("backup", file, within=300).returncode == 0
    whole = file.read_bytes()
    for name, damaged in (("short", whole[:len(whole) // 2]), ("empty", b""), ("rubbish", b"not a backup" * 100)):
        broken, place = world.empty().with_suffix(".backup"), world.empty()
        broken.write_bytes(damaged)
        refused = world.run("restore", broken, "--data", place)
        assert refused.returncode == 1 and refused.stderr.strip(), f"{name}: exit {refused.returncode} {refused.stdout}"
    missing = world.run("restore", pathlib.Path("/nowhere/backup"), "--data", world.empty())
    assert missing.returncode in (1, 2) and missing.stderr.strip()


def a_backup_says_when_it_cannot_be_written(world):
    """1 (a check that failed, or work that could not be done)"""
    refused = world.shared.run("backup", "/nowhere/at/all/backup")
    assert refused.returncode == 1 and refused.stderr.strip()
