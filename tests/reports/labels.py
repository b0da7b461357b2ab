"""The labelled reports: reads `gold/*/NAME.tsv` and `styles/NAME.tsv`, finds each quote in the text it was taken from, and refuses a quote that is not there."""
import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
GOLD = HERE / "gold"
STYLES = HERE / "styles"
SEEDS = HERE.parent.parent.parent / "shared" / "seeds"
COMPARATORS = {"exact", "about", "at_least", "over", "within", "range"}
ROLES = {"review", "plan", "glossary", "other"}


class Wrong(Exception):
    """A line of a label file that cannot be right: where, and why."""


@dataclass
class Label:
    """One labelled thing: `kind` is I, C, S or T; `start..end` are character offsets into the seed file."""
    kind: str
    quote: str
    line: int
    start: int = 0
    end: int = 0
    name: str = ""
    canonical: str | None = None
    tense: str = ""
    year: int | None = None
    value: float | None = None
    unit: str | None = None
    growth: float | None = None
    comparator: str = "exact"
    level: int = 0
    role: str = ""
    definition: str = ""
    more: dict = field(default_factory=dict)


@dataclass
class Document:
    name: str
    split: str
    file: Path
    start: int
    end: int
    text: str
    labels: list

    def of(self, kind):
        return [label for label in self.labels if label.kind == kind]


def open_quote(written):
    return written.replace("\\n", "\n").replace("\\t", "\t")


def number(written, where):
    if written == "-":
        return None
    try:
        return float(written)
    except ValueError:
        raise Wrong(f"{where}: {written!r} is no number (write - for none)") from None


def absent(written):
    return None if written == "-" else written


def pairs(fields, where):
    for one in fields:
        if "=" not in one:
            raise Wrong(f"{where}: {one!r} should be key=value")
    return dict(one.split("=", 1) for one in fields)


def of_allowed(written, allowed, where):
    if written not in allowed:
        raise Wrong(f"{where}: {written!r} is none of {', '.join(sorted(allowed))}")
    return written


def indicator(cells, line, where):
    if len(cells) < 9:
        raise Wrong(f"{where}: an I line has nine fields or more, this has {len(cells)}")
    quote, name, canonical, tense, year, value, unit, growth, comparator = cells[:9]
    year = number(year, where)
    return Label("I", open_quote(quote), line, name=name, canonical=absent(canonical),
                 tense=of_allowed(tense, {"actual", "target"}, where), year=int(year) if year else None,
                 value=number(value, where), unit=absent(unit), growth=number(growth, where),
                 comparator=of_allowed(comparator, COMPARATORS, where), more=pairs(cells[9:], where))


def commitment(cells, line, where):
    if len(cells) < 4:
        raise Wrong(f"{where}: a C line has four fields, this has {len(cells)}")
    quote, quantity, unit, comparator = cells[:4]
    return Label("C", open_quote(quote), line, value=number(quantity, where), unit=absent(unit),
                 comparator=of_allowed(comparator, COMPARATORS, where), more=pairs(cells[4:], where))


def section(cells, line, where):
    if len(cells) < 3 or cells[1] not in {"1", "2", "3", "4"}:
        raise Wrong(f"{where}: an S line is heading, level, role")
    return Label("S", open_quote(cells[0]), line, level=int(cells[1]), role=of_allowed(cells[2], ROLES, where), more=pairs(cells[3:], where))


def term(cells, line, where):
    if len(cells) != 2:
        raise Wrong(f"{where}: a T line is term, beginning of the definition")
    return Label("T", open_quote(cells[0]), line, definition=open_quote(cells[1]))


READERS = {"I": indicator, "C": commitment, "S": section, "T": term}


def place(label, text, since, until, before, where):
    """Finds the quote after the one before it of its kind. `same=1`: a further figure of the very same run."""
    begin = since
    if before is not None:
        same = label.more.pop("same", None) if label.kind in "IC" else None
        begin = before.start if same or before.quote != label.quote else before.start + 1
    found = text.find(label.quote, begin, until)
    if found < 0:
        elsewhere = text.find(label.quote, since, until)
        why = "is not in the text" if elsewhere < 0 else f"stands only before the line above it (at {elsewhere})"
        raise Wrong(f"{where}: {label.quote!r} {why}")
    label.start, label.end = found, found + len(label.quote)


def heading_of(lines):
    """What the `# key: value` lines say; several may stand in one line."""
    head = {}
    for line in lines:
        if line.startswith("#") and ":" in line:
            for part in line.split("#")[1:]:
                key, _, value = part.partition(":")
                head[key.strip()] = value.strip()
    return head


def text_of(path, head, seeds):
    """An invented report lies beside its labels; a seed lies outside the project."""
    beside = path.parent / head["file"]
    return beside if beside.is_file() else seeds / head["file"]


def read(path, seeds=SEEDS):
    """One label file with its offsets. Raises `Wrong` at the first line that cannot be right; `FileNotFoundError` where the seeds are absent."""
    labels, before = [], {}
    lines = path.read_text(encoding="utf-8").split("\n")
    head = heading_of(lines)
    file = text_of(path, head, seeds)
    text = file.read_bytes().decode("utf-8")
    since, until = int(head["from"]), int(head["to"])
    for at, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        where = f"{path.name}:{at}"
        kind, *cells = line.split("\t")
        if kind not in READERS:
            raise Wrong(f"{where}: a line begins with I, C, S, T or #, not {kind!r}")
        labels.append(READERS[kind](cells, at, where))
    # Headings first: a term is searched from the heading of its notes on, for the speech uses it before.
    for label in sorted(labels, key=lambda label: label.kind != "S"):
        notes = next((one.start for one in labels if one.kind == "S" and one.role == "glossary"), since)
        place(label, text, notes if label.kind == "T" else since, until, before.get(label.kind), f"{path.name}:{label.line}")
        before[label.kind] = label
    refuse_tasks_before_the_plan(labels, path.name)
    refuse_what_lies_in_a_heading(labels, path.name)
    return Document(path.stem, head["split"], file, since, until, text, labels)


def files_of(split="all"):
    """Every label file of a part: those of the seeds by their folder, the invented ones by their `# split:` line."""
    folders = ["dev", "unseen"] if split == "all" else [split]
    real = [path for folder in folders for path in sorted((GOLD / folder).glob("*.tsv"))]
    invented = [path for path in sorted(STYLES.glob("*.tsv")) if heading_of(path.read_text(encoding="utf-8").split("\n"))["split"] in folders]
    return real + invented


def refuse_tasks_before_the_plan(labels, name):
    """A short task may be found too early, in the review: the plan's first heading is the border."""
    plan = min((label.start for label in labels if label.kind == "S" and label.role == "plan"), default=None)
    for label in labels:
        if label.kind == "C" and plan is not None and label.start < plan:
            raise Wrong(f"{name}:{label.line}: the task {label.quote!r} was found at {label.start}, before the plan begins")


def refuse_what_lies_in_a_heading(labels, name):
    """A short quote may be found in the heading above its sentence, which says the same words."""
    headings = [(label.start, label.end) for label in labels if label.kind == "S"]
    for label in labels:
        if label.kind in "IC" and any(start <= label.start < end for start, end in headings):
            raise Wrong(f"{name}:{label.line}: {label.quote!r} was found in a heading, at {label.start}")


def read_all(split="all", seeds=SEEDS):
    """The label files whose text is there; a seed that is absent leaves its files out."""
    return [read(path, seeds) for path in files_of(split) if is_there(path, seeds)]


def is_there(path, seeds=SEEDS):
    return text_of(path, heading_of(path.read_text(encoding="utf-8").split("\n")), seeds).is_file()


def main():
    parser = argparse.ArgumentParser(description="Checks label files: every quote must be found, in order.")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seeds", type=Path, default=SEEDS)
    parser.add_argument("--jumps", type=int, default=600, help="say where a quote lies this many characters after the one before")
    given = parser.parse_args()
    files = given.files or files_of()
    wrong = 0
    for path in files:
        if not given.files and not is_there(path, given.seeds):
            print(f"{path.stem}: not run, its text is not in {given.seeds}")
            continue
        try:
            document = read(path, given.seeds)
        except (Wrong, FileNotFoundError, KeyError) as why:
            print(f"{path.name}: {why}")
            wrong += 1
            continue
        counts = {kind: len(document.of(kind)) for kind in READERS}
        print(f"{document.name} ({document.split}): " + ", ".join(f"{kind} {count}" for kind, count in counts.items()))
        say_jumps(document, given.jumps)
    return 1 if wrong else 0


def say_jumps(document, jump):
    for kind in "I":
        rows = document.of(kind)
        for one, two in zip(rows, rows[1:]):
            if two.start - one.start > jump:
                print(f"  line {two.line}: {two.start - one.start} characters after the line before: {two.quote!r}")


if __name__ == "__main__":
    sys.exit(main())
