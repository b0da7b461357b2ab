"""The code base tests itself: what reviewers would otherwise have to remember.

Each check yields the places that break it; the closing line counts checks.
"""
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tracked(*patterns):
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "--", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in out.stdout.splitlines() if (ROOT / line).is_file()]


def rust(inside_only=True):
    """Rust sources; those of tests, benches and demo files only when asked for."""
    for path in tracked("crates/**/*.rs", "crates/*.rs"):
        parts = path.relative_to(ROOT).parts
        outside = {"tests", "benches", "examples"} & set(parts) or path.stem.startswith("demo") or "demo" in parts
        if not (inside_only and outside):
            yield path


def packs():
    return sorted(p.name for p in (ROOT / "packs").iterdir() if p.is_dir())


def kernel_knows_no_system():
    """No pack's folder name stands as a word in the kernel, comments and inline tests included."""
    common = {line.split("\t")[0] for line in (ROOT / "tests/common-words.txt").read_text().splitlines() if line and not line.startswith("#")}
    names = [name for name in packs() if name not in common]
    if not names:
        return
    word = re.compile(r"\b(" + "|".join(map(re.escape, names)) + r")\b", re.IGNORECASE)
    for path in rust():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if word.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: names a pack: {line.strip()}"


def common_words_have_reasons():
    for number, line in enumerate((ROOT / "tests/common-words.txt").read_text().splitlines(), 1):
        if line and not line.startswith("#") and len(line.split("\t")) != 2:
            yield f"tests/common-words.txt:{number}: a word, a tab, the reason"


def files_open_with_a_sentence():
    """Each Rust file says in its first line what lives there."""
    for path in rust(inside_only=False):
        if not path.read_text().lstrip().startswith("//!"):
            yield f"{path.relative_to(ROOT)}: opens without a `//!` sentence"


def nothing_unfinished():
    marks = re.compile(r"todo!\(|unimplemented!\(|\bFIXME\b|\bXXX\b|#\[ignore|#!?\[allow\(dead_code")
    for path in rust(inside_only=False):
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if marks.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: unfinished: {line.strip()}"


def arrows_point_down():
    """core uses nothing of ours; text uses core; passages text alone; ledger those of core and text; office those; web and passages; bihuan all."""
    may = {"core": set(), "text": {"core"}, "passages": {"text"}, "ledger": {"core", "text"}, "office": {"core", "text", "ledger"},
           "web": {"core", "text", "passages", "ledger", "office"},
           "bihuan": {"core", "text", "passages", "ledger", "office", "web"}}
    for room, allowed in may.items():
        manifest = (ROOT / f"crates/{room}/Cargo.toml").read_text().split("[dev-dependencies]")[0]
        for used in re.findall(r"^bihuan-(\w+)", manifest, re.M):
            if used not in allowed:
                yield f"crates/{room}/Cargo.toml: may not use {used}"


def sql_stays_in_the_ledger():
    sql = re.compile(r"\"\s*(SELECT|INSERT INTO|UPDATE \w+ SET|DELETE FROM|CREATE TABLE)\b")
    for path in rust():
        if "ledger" not in path.parts:
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if sql.search(line):
                    yield f"{path.relative_to(ROOT)}:{number}: SQL outside the ledger"


def packs_prove_themselves():
    for name in packs():
        if not list((ROOT / "packs" / name / "scenarios").glob("*.yaml")):
            yield f"packs/{name}: no scenarios"
        if not (ROOT / "packs" / name / "README.md").exists():
            yield f"packs/{name}: no README.md"


def decisions_are_numbered():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/adr").glob("*.md"))]
    for want, have in enumerate(numbers, 1):
        if have != f"{want:04}":
            yield f"docs/adr: expected {want:04}, found {have}"
            return


def links_in_prose_lead_somewhere():
    link = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
    for path in tracked("*.md", "**/*.md"):
        for target in link.findall(path.read_text()):
            if not (path.parent / target).exists():
                yield f"{path.relative_to(ROOT)}: dead link {target}"


def nothing_leaves_the_machine():
    """No script, style or picture of ours is fetched from elsewhere."""
    remote = re.compile(r"(src|href)=\"https?://(?!127\.0\.0\.1|localhost)[^\"]+\.(js|css|png|svg|woff2?)")
    for path in tracked("crates/**/*.rs", "crates/**/*.html", "web/src/**/*", "web/*.html"):
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1):
            if remote.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: fetched from elsewhere"


CHECKS = [kernel_knows_no_system, common_words_have_reasons, files_open_with_a_sentence, nothing_unfinished, arrows_point_down,
          sql_stays_in_the_ledger, packs_prove_themselves, decisions_are_numbered, links_in_prose_lead_somewhere, nothing_leaves_the_machine]


def main():
    failed = 0
    for check in CHECKS:
        places = list(check())
        print(f"{'ok  ' if not places else 'FAIL'} {check.__name__}")
        for place in places:
            print(f"     {place}")
        failed += bool(places)
    print(f"{len(CHECKS) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
