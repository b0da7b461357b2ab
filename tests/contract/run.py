"""The contract with the outside, promise by promise.

    python tests/contract/run.py --program target/debug/bihuan [--only WORD]

One function a promise; its docstring quotes the sentence. A test takes the world: a shared server on a filled demo,
and copies of it for tests that stop, break or move the clock of what they use.
"""
import argparse
import functools
import importlib
import pathlib
import sys

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parents[1]), str(pathlib.Path(__file__).resolve().parent)]

from outside.counting import Count, tests_of
from outside.server import World

FILES = (
    "commands", "packs_checked", "documents", "reports", "pages", "case_types", "filing", "acting", "lists", "who", "values", "files", "refusals",
    "idempotency", "concurrency", "limits", "languages", "figures", "outer", "receipts", "log", "demo_clock", "two_officers", "bad_input", "vault",
    "ledger", "stores", "clock_backwards", "notices", "tables", "simulate", "compile", "open_data", "open311",
)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--program", required=True)
    asked.add_argument("--only", default="", help="run the tests with this word in file.name")
    asked.add_argument("--seed", help="a folder with the demo filled at 2026-03-10T09:00:00+08:00, to save making it")
    asked = asked.parse_args()
    world, count = World(asked.program, asked.seed), Count()
    try:
        for name in FILES:
            for test in tests_of(importlib.import_module(name)):
                if asked.only in f"{name}.{test.__name__}":
                    count.take(f"{name}.{test.__name__}", _watched(test), world)
        count.take("no_panic", _no_panic, world)
    finally:
        world.close()
    count.close()


def _watched(test):
    """The same test; a panic in any server's log fails the test that brought it about."""
    @functools.wraps(test)
    def watched(world):
        before = len(world.panics())
        test(world)
        new = world.panics()[before:]
        assert not new, f"the server panicked: {new}"
    return watched


def _no_panic(world):
    """Never a panic on any input."""
    assert not world.panics(), world.panics()


if __name__ == "__main__":
    main()
