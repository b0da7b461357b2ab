"""Every headline statement of the documents beside what was read at its place: `--program BIN`, `--write` puts the table into docs/headlines.md."""
import argparse
import json
import subprocess
import sys
from pathlib import Path

from labels import HERE, SEEDS

PAGE = HERE.parent.parent / "docs" / "headlines.md"
HEAD = """# The headline figures, and what is read of them

Each line is a statement that the five documents make, in their words, and what `bihuan report import` reads there. Written by `python3 tests/reports/headlines.py --program BIN --write`; nobody edits it by hand.
A statement without a number (a direction, an order, another's target) has nothing to be read, and says so.

| # | document | what | words | read |
| --- | --- | --- | --- | --- |
"""


def statements():
    lines = (HERE / "headlines.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def figures(program, path):
    done = subprocess.run([program, "report", "import", str(path), "--json"], capture_output=True, text=True, encoding="utf-8", check=False)
    answer = json.loads(done.stdout)
    documents = answer["documents"] if "documents" in answer else [answer]
    return [(figure, document["kind"]) for document in documents for figure in document["indicators"]]


def number(value):
    return f"{value:g}" if value is not None else ""


def told(figure):
    """A figure in one line: whether reached or set, year, name, level, growth, comparator, what it is set beside, its place in an order."""
    level = f"{number(figure['value'])} {figure['unit'] or ''}".strip()
    growth = f"{figure['growth_pct']:+g} %" if figure["growth_pct"] is not None else ""
    comparator = "" if figure["comparator"] == "exact" else figure["comparator"]
    relation, rank = figure.get("relation") or {}, figure.get("rank") or {}
    place = f"第{rank['place']}" if "place" in rank else "名次" if rank else ""
    words = [figure["kind"], str(figure["year"] or "—"), figure["name"], level, growth, comparator, " ".join(relation.get(key) or "" for key in ("op", "to")), rank.get("basis", ""), rank.get("scope", ""), place]
    return " ".join(word for word in words if word.strip())


def read_at(text, quote, found):
    """What was read inside the words, at any place where they stand."""
    rows, at = [], text.find(quote)
    while at >= 0:
        rows += [told(figure) for figure, _ in found if figure["start"] < at + len(quote) and figure["end"] > at]
        at = text.find(quote, at + 1)
    return list(dict.fromkeys(rows))


def table(program, seeds):
    rows, read = [], {}
    for number_, document, what, kind, quote in statements():
        path = next(seeds.glob(f"{document[:3]}-*.txt"))
        if path not in read:
            read[path] = path.read_bytes().decode("utf-8"), figures(program, path)
        text, found = read[path]
        rows.append((number_, document, what, quote, read_at(text, quote, found)))
    return rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--seeds", type=Path, default=SEEDS)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    if not given.seeds.is_dir():
        print(f"not run, the documents are not in {given.seeds}")
        return 0
    rows = table(given.program, given.seeds)
    if given.write:
        lines = [f"| {number_} | {document} | {what} | {quote} | {'; '.join(found) or '—'} |" for number_, document, what, quote, found in rows]
        PAGE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    silent = [number_ for number_, *_, found in rows if not found]
    print(f"{len(rows)} statements, {len(rows) - len(silent)} read, nothing read at {', '.join(silent)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
