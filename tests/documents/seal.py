"""Checks every quote of data/documents and data/promises against the source documents, and seals them.

    python3 tests/documents/seal.py SEEDS_FOLDER

The seal (one SHA-256 a line over file, start, end and words) lets the tests notice a changed quote where the source
documents are not at hand.
"""
import hashlib
import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETS = {"documents/quotes": "documents/quotes.sha256", "promises/promises": "promises/promises.sha256"}


def main(seeds):
    for name, seal in SETS.items():
        rows = json.loads((ROOT / "data" / f"{name}.json").read_text(encoding="utf-8"))
        lines = []
        for row in rows:
            text = (seeds / row["file"]).read_bytes().decode("utf-8")
            here = text[row["start"]:row["end"]]
            line = text.count("\n", 0, row["start"]) + 1
            if here != row["quote"] or line != row["line"] or len(here) > 40:
                sys.exit(f"{name}: {row['id']} does not stand at {row['file']}:{row['line']}")
            words = f"{row['file']}\t{row['start']}\t{row['end']}\t{row['quote']}"
            lines.append(f"{hashlib.sha256(words.encode()).hexdigest()}  {row['id']}")
        (ROOT / "data" / seal).write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {len(rows)} quotes stand where they say")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
