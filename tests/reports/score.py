"""How well the program reads reports: `bihuan report import --json` beside the labels of `gold/`, as precision, recall and F1 by kind."""
import argparse
import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import labels
from labels import SEEDS

KINDS = ["indicators", "core", "comparators", "commitments", "quantified", "unquantified", "terms", "sections", "sections-1-2", "sections-3"]

SIMPLIFIED = str.maketrans("億萬個畝噸戶條張項處頭輛臺場間紀餘層種類級裡點", "亿万个亩吨户条张项处头辆台场间纪余层种类级里点")


class Tally:
    """Counts of one kind: what was right, what the labels hold, what the program said."""

    def __init__(self):
        self.right = self.gold = self.said = 0
        self.remarks = []

    def add(self, right, gold, said):
        self.right, self.gold, self.said = self.right + right, self.gold + gold, self.said + said

    def figures(self):
        precision = self.right / self.said if self.said else 0.0
        recall = self.right / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return precision, recall, f1


def read_with(program, path):
    done = subprocess.run([program, "report", "import", str(path), "--json"], capture_output=True, text=True, encoding="utf-8", check=False)
    line = done.stdout.strip()
    if not line:
        return []
    answer = json.loads(line)
    return answer["documents"] if "documents" in answer else [answer]


def span_of(said, length):
    """Where a document of the answer lies: its own span, else the span of what it holds, else the whole file."""
    if said.get("end"):
        return said["start"], said["end"]
    return 0, length


def covering(documents, gold):
    """The answer's document that shares most characters with the labelled one."""
    def shared(said):
        start, end = span_of(said, len(gold.text))
        return min(end, gold.end) - max(start, gold.start)
    best = max(documents, key=shared, default=None)
    return best if best is not None and shared(best) > 0 else {}


def overlap(one, two):
    start, end = max(one[0], two[0]), min(one[1], two[1])
    shorter = min(one[1] - one[0], two[1] - two[0])
    return (end - start) / shorter if shorter > 0 else 0.0


def span(said):
    return said.get("start") or 0, said.get("end") or 0


def same_number(one, two):
    if one is None or two is None:
        return one is None and two is None
    return abs(one - two) <= 1e-6 * max(1.0, abs(one))


def plain(text):
    return re.sub(r"[\s*#\u3000\u2002]+", "", text or "")


def plain_unit(text):
    """Full-width and traditional spellings of a unit are the same unit, whichever the reader keeps."""
    return unicodedata.normalize("NFKC", plain(text)).translate(SIMPLIFIED)


def plain_heading(text):
    return plain(text).rstrip("。.:;,!：；，！")


def plain_term(text):
    return re.sub(r"[\"'“”‘’「」《》]", "", plain(text)).rstrip(":：")


# ---- indicators

def faults(label, said):
    """Every way in which an overlapping indicator differs from its label, the worst first."""
    found = []
    if said.get("kind") != label.tense:
        found.append("wrong tense")
    if not same_number(label.value, said.get("value")):
        found.append("wrong value")
    if label.value is not None and plain_unit(said.get("unit")) != plain_unit(label.unit):
        found.append("wrong unit")
    if not same_number(label.growth, said.get("growth_pct")):
        found.append("wrong growth")
    if label.canonical and said.get("canonical") != label.canonical:
        found.append("wrong name")
    return found


def pair(golds, saids, cost):
    """Best pairs first: each label and each answer once. `cost` is None where the two have nothing to do with each other."""
    options = []
    for g, label in enumerate(golds):
        for s, said in enumerate(saids):
            paid = cost(label, said)
            if paid is not None:
                options.append((paid, g, s))
    taken_gold, taken_said, pairs = set(), set(), []
    for paid, g, s in sorted(options):
        if g not in taken_gold and s not in taken_said:
            taken_gold.add(g)
            taken_said.add(s)
            pairs.append((g, s, paid))
    return pairs


def without_neutral(golds, saids, also=()):
    """Leaves out the labels that count neither way, and what the program says at their places alone. `also`: further places that do not count."""
    idle = [label for label in golds if "neutral" in label.more] + [label for label in also if "neutral" in label.more]
    golds = [label for label in golds if "neutral" not in label.more]
    def near(labels_there, said):
        return any(overlap((label.start, label.end), span(said)) >= 0.5 for label in labels_there)
    return golds, [said for said in saids if near(golds, said) or not near(idle, said)]


def indicator_cost(label, said):
    shared = overlap((label.start, label.end), span(said))
    return None if shared < 0.5 else (len(faults(label, said)), -shared)


def about(label):
    level = "" if label.value is None else f"{label.value:g} {label.unit or ''}"
    growth = "" if label.growth is None else f" growth {label.growth:g}"
    return f"{label.tense} {label.year or '-'} {level}{growth} {label.comparator}"


def about_said(said):
    return f"{said.get('kind')} {said.get('year')} {said.get('value')} {said.get('unit')} growth {said.get('growth_pct')} {said.get('comparator')} [{said.get('canonical')}] {said.get('name')}"


def score_indicators(gold, said_document, tallies):
    golds, saids = without_neutral(gold.of("I"), said_document.get("indicators", []))
    matched, used, right, core_right = set(), set(), 0, 0
    tally, core, comparators = tallies["indicators"], tallies["core"], tallies["comparators"]
    partner = {}
    for g, s, _ in pair(golds, saids, indicator_cost):
        label, said = golds[g], saids[s]
        matched.add(g)
        used.add(s)
        partner[s] = label
        wrong = faults(label, said)
        if wrong:
            tally.remarks.append((wrong[0], gold.name, label.quote, f"{about(label)} [{label.canonical}] | read: {about_said(said)} {said.get('quote')!r}"))
            continue
        right += 1
        core_right += label.canonical is not None
        if label.year and said.get("year") != label.year:
            tally.remarks.append(("(wrong year)", gold.name, label.quote, f"{label.year} | read: {said.get('year')}"))
        same = said.get("comparator") == label.comparator
        if label.comparator != "exact":
            comparators.add(same, 1, 1)
        if not same:
            comparators.remarks.append(("wrong comparator", gold.name, label.quote, f"{label.comparator} | read: {said.get('comparator')}"))
    missed(tally, gold, golds, matched, about)
    extra(tally, gold, saids, used, about_said)
    tally.add(right, len(golds), len(saids))
    core.add(core_right, sum(label.canonical is not None for label in golds), core_said(partner, saids, core, gold))


def core_said(partner, saids, core, gold):
    """How many core statistics the program claims; one whose label has no canonical name is an unsure case of the labels, not counted."""
    count = 0
    for at, said in enumerate(saids):
        if not said.get("canonical"):
            continue
        label = partner.get(at)
        unsure = label is not None and label.canonical is None
        count += not unsure
        if label is None or unsure:
            core.remarks.append(("named, unsure" if unsure else "extra", gold.name, said.get("quote", ""), about_said(said)))
    return count


def missed(tally, gold, golds, matched, tell):
    for at, label in enumerate(golds):
        if at not in matched:
            tally.remarks.append(("missed", gold.name, label.quote, tell(label)))


def extra(tally, gold, saids, used, tell):
    for at, said in enumerate(saids):
        if at not in used:
            tally.remarks.append(("extra", gold.name, said.get("quote", ""), tell(said)))


# ---- commitments

def commitment_faults(label, said):
    found = []
    if not same_number(label.value, said.get("quantity")):
        found.append("wrong quantity")
    elif label.value is not None and plain_unit(said.get("unit")) != plain_unit(label.unit):
        found.append("wrong unit")
    return found


def commitment_cost(label, said):
    shared = overlap((label.start, label.end), span(said))
    least = 0.5 if label.value is None else 0.01
    return None if shared < least else (len(commitment_faults(label, said)), -shared)


def score_commitments(gold, said_document, tallies):
    # Who reads an opening phrase as a sentence and not as a heading may read a task in it.
    golds, saids = without_neutral(gold.of("C"), said_document.get("commitments", []), gold.of("S"))
    right, matched, used = Counter(), set(), set()
    tally = tallies["commitments"]

    def kind(quantity):
        return "unquantified" if quantity is None else "quantified"
    for g, s, _ in pair(golds, saids, commitment_cost):
        label, said = golds[g], saids[s]
        matched.add(g)
        used.add(s)
        wrong = commitment_faults(label, said)
        if wrong:
            tally.remarks.append((wrong[0], gold.name, label.quote, f"{label.value} {label.unit} | read: {said.get('quantity')} {said.get('unit')} {said.get('quote')!r}"))
        else:
            right[kind(label.value)] += 1
    missed(tally, gold, golds, matched, lambda label: f"{label.value} {label.unit}")
    extra(tally, gold, saids, used, lambda said: f"{said.get('quantity')} {said.get('unit')}")
    tally.add(sum(right.values()), len(golds), len(saids))
    for one in ("quantified", "unquantified"):
        tallies[one].add(right[one], sum(kind(label.value) == one for label in golds), sum(kind(said.get("quantity")) == one for said in saids))


# ---- terms

def score_terms(gold, said_document, tallies):
    golds, saids = gold.of("T"), said_document.get("glossary", [])

    def cost(label, said):
        if plain_term(label.quote) != plain_term(said.get("term")):
            return None
        return 0 if plain(said.get("definition")).startswith(plain(label.definition)) else 1
    matched, used, right = set(), set(), 0
    for g, s, paid in pair(golds, saids, cost):
        matched.add(g)
        used.add(s)
        right += paid == 0
        if paid:
            tallies["terms"].remarks.append(("wrong definition", gold.name, golds[g].quote, f"{golds[g].definition!r} | read: {saids[s].get('definition', '')[:40]!r}"))
    missed(tallies["terms"], gold, golds, matched, lambda label: label.definition)
    extra(tallies["terms"], gold, [{"quote": said.get("term", "")} | said for said in saids], used, lambda said: said.get("definition", "")[:40])
    tallies["terms"].add(right, len(golds), len(saids))


# ---- sections

def neutral(said):
    """A closing salutation or the circular around a report may be a section or not: neither right nor wrong."""
    heading = plain_heading(said.get("heading"))
    return heading == "" or heading.startswith(("各位代表", "同志们")) or said.get("role") == "other"


def without_neutral_headings(golds, saids):
    """Openings of paragraphs that may be headings or not (`——经济运行总体平稳。`): the labels so marked, and what the program says within three characters of them, count neither way."""
    idle = [label.start for label in golds if "neutral" in label.more]
    return ([label for label in golds if "neutral" not in label.more],
            [said for said in saids if not any(abs((said.get("start") or 0) - start) <= 3 for start in idle)])


def score_sections(gold, said_document, tallies):
    golds, saids = without_neutral_headings(gold.of("S"), said_document.get("sections", []))
    tally = tallies["sections"]

    def cost(label, said):
        near = abs((said.get("start") or 0) - label.start)
        same = plain_heading(label.quote) == plain_heading(said.get("heading"))
        if not (same or near <= 3):
            return None
        return (0 if same and near <= 3 else 1, near)
    matched, used, right = set(), set(), Counter()
    for g, s, paid in pair(golds, saids, cost):
        label, said = golds[g], saids[s]
        matched.add(g)
        used.add(s)
        wrong = [word for word, bad in (("wrong heading or place", paid[0]), ("wrong level", said.get("level") != label.level), ("wrong role", said.get("role") != label.role)) if bad]
        if wrong:
            tally.remarks.append((wrong[0], gold.name, label.quote, f"level {label.level} {label.role} at {label.start} | read: {said.get('heading')!r} level {said.get('level')} {said.get('role')} at {said.get('start')}"))
        else:
            right[part(label.level)] += 1
    counted = [said for at, said in enumerate(saids) if at in used or not neutral(said)]
    kept = {at for at, said in enumerate(saids) if at in used or neutral(said)}
    missed(tally, gold, golds, matched, lambda label: f"level {label.level} {label.role}")
    extra(tally, gold, [{"quote": said.get("heading", "")} | said for said in saids], kept, lambda said: f"level {said.get('level')} {said.get('role')} at {said.get('start')}")
    tally.add(sum(right.values()), len(golds), len(counted))
    for one in ("sections-1-2", "sections-3"):
        tallies[one].add(right[one], sum(part(label.level) == one for label in golds), sum(part(said.get("level") or 0) == one for said in counted))


def part(level):
    return "sections-1-2" if level < 3 else "sections-3"


# ---- the whole

def check_quotes(gold, said_document):
    """The contract's first law: `quote` is the text at `start..end`."""
    return [said for kind in ("indicators", "commitments") for said in said_document.get(kind, [])
            if gold.text[said.get("start") or 0:said.get("end") or 0] != said.get("quote")]


def score_all(program, golds):
    tallies, answers, torn = {kind: Tally() for kind in KINDS}, {}, 0
    for gold in golds:
        if gold.file not in answers:
            answers[gold.file] = read_with(program, gold.file)
        said = covering(answers[gold.file], gold)
        torn += len(check_quotes(gold, said))
        # Whoever labelled no figure and no task labelled the structure alone.
        counted = (score_indicators, score_commitments) if gold.of("I") or gold.of("C") else ()
        for score in (*counted, score_terms, score_sections):
            score(gold, said, tallies)
    return tallies, torn


def table(tallies):
    rows = [f"{'kind':<14}{'right':>7}{'gold':>7}{'read':>7}{'precision':>11}{'recall':>9}{'F1':>8}"]
    for kind in KINDS:
        tally = tallies[kind]
        if tally.gold or tally.said:
            precision, recall, f1 = tally.figures()
            rows.append(f"{kind:<14}{tally.right:>7}{tally.gold:>7}{tally.said:>7}{precision:>11.4f}{recall:>9.4f}{f1:>8.4f}")
    return "\n".join(rows)


def show(tallies, kind, only):
    for name in [kind] if kind != "all" else KINDS:
        remarks = [remark for remark in tallies[name].remarks if only is None or remark[0] == only]
        print(f"\n## {name}: " + ", ".join(f"{fault} {count}" for fault, count in Counter(remark[0] for remark in remarks).most_common()))
        for fault, document, quote, detail in sorted(remarks, key=lambda remark: remark[0]):
            print(f"{fault}\t{document}\t{quote!r}\t{detail}")


def part_of_floor(given):
    """The floor file keeps a set of figures for each part and kind of texts: `dev-seeds`, `unseen-styles`, …"""
    return f"{given.split}-{given.texts}"


def below_floor(tallies, floor, part):
    """What fell below the figures kept in the floor file; an absent kind has no floor."""
    kept = json.loads(floor.read_text()).get(part, {})
    return [f"{kind}: F1 {tallies[kind].figures()[2]:.4f} is below {least}" for kind, least in kept.items() if tallies[kind].gold and tallies[kind].figures()[2] + 5e-5 < least]


def wanted(gold, given):
    """Only one document, only the invented ones or only the seeds, if the caller said so."""
    invented = gold.file.parent == labels.STYLES
    return given.only in (None, gold.name) and given.texts in ("all", "styles" if invented else "seeds")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True, help="the built bihuan")
    parser.add_argument("--split", choices=["dev", "unseen", "all"], default="dev")
    parser.add_argument("--only", help="one document, for instance 001-2023")
    parser.add_argument("--texts", choices=["all", "seeds", "styles"], default="all", help="the seeds, the invented reports of other levels and places, or both")
    parser.add_argument("--seeds", type=Path, default=SEEDS)
    parser.add_argument("--show", choices=[*KINDS, "all"], help="list what was missed, extra or wrong")
    parser.add_argument("--fault", help="with --show: one kind of error only, for instance missed")
    parser.add_argument("--json", action="store_true", help="the F1 figures as JSON, as the floor file keeps them")
    parser.add_argument("--floor", type=Path, help="exit 1 if a figure fell below this file's")
    given = parser.parse_args()
    golds = [gold for gold in labels.read_all(given.split, given.seeds) if wanted(gold, given)]
    absent = [path.stem for path in labels.files_of(given.split) if not labels.is_there(path, given.seeds)]
    if absent and given.texts != "styles":
        print(f"not run, its text is not in {given.seeds}: {', '.join(absent)}")
    if not golds or (given.floor and absent and given.texts != "styles"):
        print("0 passed, 0 failed, 1 not run")
        return 0
    tallies, torn = score_all(given.program, golds)
    if given.json:
        print(json.dumps({part_of_floor(given): {kind: round(tally.figures()[2], 4) for kind, tally in tallies.items() if tally.gold}}))
        return 0
    print(f"{given.split}: {', '.join(gold.name for gold in golds)}")
    print(table(tallies))
    if torn:
        print(f"{torn} quotes are not the text at their place")
    if given.show:
        show(tallies, given.show, given.fault)
    if given.floor:
        fallen = below_floor(tallies, given.floor, part_of_floor(given)) + ([f"{torn} torn quotes"] if torn else [])
        print("\n".join(fallen))
        print(f"{len(KINDS) - len(fallen)} passed, {len(fallen)} failed")
        return 1 if fallen else 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
