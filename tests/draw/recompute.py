#!/usr/bin/env python3
"""Recomputes a draw from what was published: `recompute.py PUBLISHED.json` prints the ids that must have been drawn.

Written from docs/draw.md alone, in another language than the program, so that whoever doubts a draw needs neither.
PUBLISHED.json: {"list": [{"id", "stratum", "tickets", "marks"?}], "shown": [hash, hash], "secrets": [text, text], "take": {stratum: number},
"with"?: {"each", "list": [{"id", "apart"?}]}}. With a second list each drawn id is followed by a tab and who looks at it.
A file of /record/draws has such a thing for each try, the last of which holds: it is recomputed, and held against what was published.
"""
import hashlib
import json
import sys


def sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


def lines_of(marks):
    return "".join("\t".join([key, *sorted(marks[key], key=str.encode)]) + "\n" for key in sorted(marks, key=str.encode))


def with_hash(published):
    kept = {one["id"]: one.get("apart", []) for one in published["with"]["list"]}
    marks = {entry["id"]: entry["marks"] for entry in published["list"] if entry.get("marks")}
    return sha(lines_of(kept) + "\n" + lines_of(marks))


def companions(published, seed, entry):
    shunned = {entry["id"], *entry.get("marks", [])}
    free = [one["id"] for one in published["with"]["list"] if not shunned & set(one.get("apart", []))]
    keys = sorted((sha(f"{seed}\n{entry['id']}\nwith\n{one}"), one) for one in free)
    return [one for _, one in keys[: published["with"]["each"]]]


def seed_of(published):
    for secret, shown in zip(published["secrets"], published["shown"]):
        if sha(secret) != shown:
            sys.exit("a secret is not the one that was shown")
    entries = sorted(published["list"], key=lambda entry: entry["id"].encode())
    lines = "".join(f"{entry['id']}\t{entry['stratum']}\t{entry['tickets']}\n" for entry in entries)
    lists = [sha(lines), *([with_hash(published)] if published.get("with") else [])]
    return sha("\n".join([*lists, *published["secrets"]]))


def drawn(published):
    seed = seed_of(published)
    for stratum in sorted(published["take"], key=str.encode):
        keys = []
        for entry in published["list"]:
            if entry["stratum"] == stratum:
                tickets = range(1, entry["tickets"] + 1)
                keys.append((min(sha(f"{seed}\n{entry['id']}\n{ticket}") for ticket in tickets), entry["id"]))
        yield from (entry for _, entry in sorted(keys)[: published["take"][stratum]])


def told(published):
    entries, seed = {entry["id"]: entry for entry in published["list"]}, seed_of(published)
    for one in drawn(published):
        yield [one, *(companions(published, seed, entries[one]) if published.get("with") else [])]


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        published = json.load(file)
    published = published.get("tries", [published])[-1]
    found = list(told(published))
    before = published.get("drawn")
    if before and sorted(found) != sorted([one["id"], *one.get("with", [])] for one in before):
        sys.exit("what was published is not what must have been drawn")
    print("\n".join("\t".join(one) for one in found))
