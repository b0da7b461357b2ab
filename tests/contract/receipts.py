"""Receipts in a file: what a resident keeps can be checked by the program."""
import json

from log import receipt_of


def _file(world, receipt):
    place = world.empty().with_suffix(".json")
    place.write_text(json.dumps(receipt), "utf-8")
    return place


def a_receipt_verifies(world):
    """`bihuan ledger verify` · `ledger verify-receipt FILE`"""
    receipt = receipt_of(world)
    done = world.shared.run("ledger", "verify-receipt", _file(world, receipt))
    assert done.returncode == 0, f"{done.returncode} {done.stdout} {done.stderr}"


def a_receipt_that_was_changed_does_not(world):
    """exit 1 and the first wrong place"""
    receipt = receipt_of(world)
    flipped = ("0" if receipt["hash"][0] != "0" else "1") + receipt["hash"][1:]
    lines = receipt["checkpoint"].split("\n")
    for wrong in ({**receipt, "hash": flipped}, {**receipt, "leaf": receipt["leaf"] + 1 if receipt["leaf"] == 0 else receipt["leaf"] - 1}, {**receipt, "number": "420103999999"},
                  {**receipt, "checkpoint": "\n".join([lines[0], str(int(lines[1]) + 1), *lines[2:]])}, {**receipt, "checkpoint": "nonsense"}, {}, [], "receipt"):
        done = world.shared.run("ledger", "verify-receipt", _file(world, wrong))
        assert done.returncode == 1 and (done.stderr + done.stdout).strip(), f"{str(wrong)[:200]}: exit {done.returncode} {done.stdout} {done.stderr}"


def a_file_that_is_no_receipt_is_said(world):
    """1 (a check that failed, or work that could not be done) / 2 (wrong use)"""
    place = world.empty()
    place.write_bytes(b"\x00\xff not json")
    assert world.shared.run("ledger", "verify-receipt", place).returncode == 1
    missing = world.shared.run("ledger", "verify-receipt", world.empty())
    assert missing.returncode in (1, 2) and missing.stderr.strip()
