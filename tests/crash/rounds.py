"""Kills the server at random moments under load, and looks that nothing acknowledged is lost.

    python tests/crash/rounds.py --program P [--rounds 10] [--seconds 150] [--seed N]

Each round: several people file and act; kill -9 at a random moment; restart; every act that was acknowledged is there
with its number, version and hash; the keys of requests that were under way answer once and only once; `ledger verify`
is content. With --seconds above 0 no new round starts once they are used up. The seed is printed.
"""
import argparse
import pathlib
import random
import sys
import threading
import time
import uuid

import requests

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parents[1] / "contract")]

from outside.counting import Count
from migration import killed_migration
from outside.server import Client, World
from steps import GOOD, LEAD, body, events, path, words

WORKERS = 6
LEAD_IN, LONGEST = 0.15, 2.5        # seconds of load before the kill
RENEWED = 25                        # a new store after so many rounds: each round reads the whole record again


class Journal:
    """What the callers know: what was acknowledged, and what they asked without hearing an answer."""

    def __init__(self):
        self.lock, self.filed, self.acted, self.unheard = threading.Lock(), [], [], []

    def note(self, kind, what):
        with self.lock:
            getattr(self, kind).append(what)


class Worker(threading.Thread):
    """A resident and the officers, one act after the other, until the line goes dead."""

    def __init__(self, server, journal, chance, stop):
        super().__init__(daemon=True)
        self.server, self.journal, self.chance, self.stop = server, journal, chance, stop
        self.people = {name: Client(server.base, token=server.token(name), timeout=20) for name in ("clerk", "handler", "leader")}
        self.public, self.wrong = Client(server.base, timeout=20), []

    def run(self):
        try:
            while not self.stop.is_set():
                self.story()
        except requests.RequestException:
            return
        except AssertionError as error:
            self.wrong.append(str(error))

    def story(self):
        """One case as far as chance takes it."""
        case = self.say(self.public, "/api/v1/cases", body(), "filed")
        mine = Client(self.server.base, code=case["receipt"]["code"], timeout=20)
        steps = [("clerk", "dispatch", {"lead_unit": LEAD}), ("handler", "take", {}), ("handler", "comment", {"text": words()}), ("handler", "reply", {"reply": words()}), ("leader", "approve", {}), (mine, "rate", GOOD)]
        for who, action, input in steps[:self.chance.randint(0, len(steps))]:
            self.say(self.people.get(who, who) if isinstance(who, str) else who, path(case, action), input, "acted", case)

    def say(self, who, at, request, kind, case=None):
        key = str(uuid.uuid4())
        asked = {"who": who, "at": at, "request": request, "key": key, "case": case}
        self.journal.note("unheard", asked)
        answer = who.post(at, request, key=key)
        assert answer.status in (200, 201), str(answer)
        asked["answer"] = answer.json
        self.journal.note(kind, asked)
        with self.journal.lock:
            self.journal.unheard.remove(asked)
        return answer.json


def round_(server, chance):
    """Every acknowledged act present afterwards and `ledger verify` content."""
    journal, stop = Journal(), threading.Event()
    workers = [Worker(server, journal, random.Random(chance.random()), stop) for _ in range(WORKERS)]
    [worker.start() for worker in workers]
    time.sleep(chance.uniform(LEAD_IN, LONGEST))
    server.kill()
    stop.set()
    [worker.join(60) for worker in workers]
    assert not any(worker.wrong for worker in workers), f"before the kill: {[w.wrong for w in workers if w.wrong]}"
    server.start()
    _nothing_is_lost(server, journal)
    _keys_still_answer(journal, chance)
    _what_was_under_way_is_done_once(server, journal)
    checked = server.run("ledger", "verify", within=300)
    assert checked.returncode == 0, f"ledger verify: {checked.stdout} {checked.stderr}"
    assert not server.panics(), server.panics()
    return len(journal.filed), len(journal.acted), len(journal.unheard)


def _nothing_is_lost(server, journal):
    auditor = server.user("auditor")
    newest = {}
    for acted in [*journal.filed, *journal.acted]:
        case = acted["case"] or acted["answer"]
        newest[case["id"]] = max(newest.get(case["id"], 0), acted["answer"]["version"])
    for filed in journal.filed:
        case = filed["answer"]
        now = auditor.get(path(case)).want(200).json
        assert now["number"] == case["number"], f"{case['number']} has become {now['number']}"
        assert now["version"] >= newest[case["id"]], f"{case['number']}: version {newest[case['id']]} was acknowledged, {now['version']} is kept"
        hashes = {event["hash"] for event in events(auditor, case)}
        assert case["receipt"]["hash"] in hashes, f"{case['number']}: the record of its receipt is not in its chain"
        assert len(hashes) == now["version"], f"{case['number']}: {len(hashes)} records for version {now['version']}"


def _keys_still_answer(journal, chance):
    heard = [*journal.filed, *journal.acted]
    for asked in chance.sample(heard, min(15, len(heard))):
        again = asked["who"].post(asked["at"], asked["request"], key=asked["key"]).want(200, 201)
        assert again.headers.get("Idempotent-Replayed") == "true", f"an acknowledged key was done again: {again}"
        assert (again.json["id"], again.json["version"]) == (asked["answer"]["id"], asked["answer"]["version"]), f"{again} is not {asked['answer']}"


def _what_was_under_way_is_done_once(server, journal):
    for asked in journal.unheard:
        first = asked["who"].post(asked["at"], asked["request"], key=asked["key"]).want(200, 201)
        again = asked["who"].post(asked["at"], asked["request"], key=asked["key"]).want(200, 201)
        assert again.headers.get("Idempotent-Replayed") == "true" and again.json["id"] == first.json["id"], f"{first} and then {again}"
        if not asked["case"]:
            found = server.user("auditor").get("/api/v1/cases", q=first.json["number"]).want(200).json["items"]
            assert [it["id"] for it in found] == [first.json["id"]], found


def opened(world):
    """A server on a store of its own, with a token for everybody who acts."""
    server = world.fresh().start()
    for name in ("clerk", "handler", "leader", "auditor"):
        server.token(name)
    return server


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--program", required=True)
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=0, help="start no new round after this long; 0: no limit")
    asked.add_argument("--seed", type=int, default=None)
    asked = asked.parse_args()
    seed = random.SystemRandom().randrange(2 ** 32) if asked.seed is None else asked.seed
    print(f"seed {seed}", flush=True)
    world, count, chance = World(asked.program), Count(), random.Random(seed)
    try:
        server = opened(world)
        until = time.monotonic() + (asked.seconds or float("inf"))

        def told(number):
            filed, acted, unheard = round_(server, chance)
            print(f"round {number}: {filed} filed, {acted} acted, {unheard} under way at the kill")
        told.__doc__ = round_.__doc__
        for number in range(1, asked.rounds + 1):
            if number % RENEWED == 0:
                server.stop()
                server = opened(world)
            if time.monotonic() > until and number > 1:
                print(f"stopped after {number - 1} of {asked.rounds} rounds: {asked.seconds:g} seconds are used up")
                break
            count.take(f"round {number}", told, number)
        count.take("a migration that is killed", killed_migration, world, chance)
    finally:
        world.close()
    count.close()


if __name__ == "__main__":
    main()
