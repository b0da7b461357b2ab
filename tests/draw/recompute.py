#!/usr/bin/env python3
"""Recomputes a draw from what was published: `recompute.py PUBLISHED.json` prints the ids that must have been drawn.

Written from docs/draw.md alone, in another language than the program, so that whoever doubts a draw needs neither.
PUBLISHED.json: {"list": [{"id", "stratum", "tickets"}], "shown": [hash, hash], "secrets": [text, text], "take": {stratum: number}}
"""
import hashlib
import json
import sys


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(published):
    for secret, shown in zip(published["secrets"], published["shown"]):
        if sha(secret) != shown:
            sys.exit("a secret is not the one that was shown")
    entries = sorted(published["list"], key=lambda entry: entry["id"].encode())
    lines = "".join(f"{entry['id']}\t{entry['stratum']}\t{entry['tickets']}\n" for entry in entries)
    return sha("\n".join([sha(lines), *published["secrets"]]))


def drawn(published):
    seed = seed_of(published)
    for stratum in sorted(published["take"], key=str.encode):
        keys = []
        for entry in published["list"]:
            if entry["stratum"] == stratum:
                tickets = range(1, entry["tickets"] + 1)
                keys.append((min(sha(f"{seed}\n{entry['id']}\n{ticket}") for ticket in tickets), entry["id"]))
        yield from (entry for _, entry in sorted(keys)[: published["take"][stratum]])


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        print("\n".join(drawn(json.load(file))))
