"""Stores that cannot be opened, and places that are taken: exit code 1 and one clear sentence."""
import resource
import signal
import socket
import sqlite3

from ledger import _database
from outside.server import free_port
from steps import body, path


def _refuses(world, place, *words, command=("ledger", "verify")):
    """The command ends with 1 and one sentence with these words; no backtrace, no pages of text."""
    done = world.run(*command, "--data", place, within=60)
    said = done.stderr.strip() or done.stdout.strip()
    assert done.returncode == 1 and said, f"exit {done.returncode}: {said}"
    assert len(said.splitlines()) <= 4, f"not one sentence: {said}"
    assert not words or any(word in said for word in words), f"{words} not in: {said}"
    return said


def _fold(file):
    """Brings what waits in the write-ahead log into the file, so that the file is the whole store and nothing but it."""
    database = sqlite3.connect(file)
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    for left in file.parent.glob(file.name + "-*"):
        left.unlink()


def _serve(port):
    return ("serve", "--demo", "--listen", f"127.0.0.1:{port}")


def a_database_cut_short_is_said(world):
    """a database file cut short"""
    for share in (0.5, 0.9):
        place = world.copy()
        file = _database(place)
        _fold(file)
        whole = file.read_bytes()
        file.write_bytes(whole[:int(len(whole) * share)])
        _refuses(world, place)
        _refuses(world, place, command=_serve(free_port()))
    place = world.copy()
    _fold(_database(place))
    _database(place).write_bytes(b"This is no database at all, not even a little." * 200)
    _refuses(world, place)


def a_newer_format_is_said(world):
    """a database file … of another version"""
    place = world.copy()
    database = sqlite3.connect(_database(place))
    database.execute("PRAGMA user_version = 9999")
    database.close()
    _refuses(world, place, "9999", "newer", "新")
    _refuses(world, place, "9999", "newer", "新", command=_serve(free_port()))


def a_store_that_another_process_holds_is_said(world):
    """or locked by another process"""
    _refuses(world, world.shared.data, "process", "进程", command=_serve(free_port()))
    assert world.shared.anybody().get("/readyz").status == 200, "the first goes on"


def a_port_that_is_taken_is_said(world):
    """port taken"""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        _refuses(world, world.copy(), str(port), command=_serve(port))


def a_folder_that_cannot_be_made_is_said(world):
    """1 (a check that failed, or work that could not be done)"""
    blocked = world.empty()
    blocked.write_text("a file stands where the folder should be")
    _refuses(world, blocked / "below", command=_serve(free_port()))
    _refuses(world, "/proc/nowhere", command=_serve(free_port()))


def an_empty_store_shows_the_first_administrators_link(world):
    """On an empty store without `--demo`: one link for the first administrator"""
    with world.fresh(data=world.empty(), demo=False, clock=None) as server:
        links = [word for word in server.printed().split() if word.startswith("http") and word.rstrip("/.,") != server.base]
        assert links, f"no link for the first administrator:\n{server.printed()[-1500:]}"


def a_second_start_adds_nothing(world):
    """a second run on the same `DATA` adds nothing"""
    with world.fresh() as server:
        count = lambda: len(__import__("steps").every(server.user("clerk"), "/api/v1/cases", limit=200))
        before = count()
        server.restart()
        assert count() == before


def a_full_disk_loses_nothing(world):
    """disk full (test with a small filesystem or a quota) … Each: a clear error, nothing lost."""
    place = world.copy()
    largest = max(f.stat().st_size for f in place.rglob("*.db"))

    def quota():
        """No file may grow past this: the disk of this process is full. An ignored SIGXFSZ turns the kill into an error."""
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 300_000,) * 2)
    server = world.fresh(data=place, prepare=quota)
    kept, refused = [], None
    with server:
        server.user("clerk")
        for _ in range(3000):
            answer = server.anybody().post("/api/v1/cases", body(content="合成:占满磁盘 " + "长" * 1900))
            if answer.status != 201:
                refused = answer
                break
            kept.append(answer.json)
        assert refused, "the quota was never met"
        assert refused.status in (503, 507), str(refused)
        refused.refused(refused.status)
        server.user("clerk").get(path(kept[-1])).want(200)
        server.kill()
        server.prepare = None
        server.start()
        for case in kept:
            assert server.user("clerk").get(path(case)).want(200).json["number"] == case["number"]
        server.anybody().post("/api/v1/cases", body()).want(201)
        checked = server.run("ledger", "verify", within=300)
        assert checked.returncode == 0, f"{checked.stdout} {checked.stderr}"
