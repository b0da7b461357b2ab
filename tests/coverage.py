"""The README's table of what runs is the program's own answer. `--write` puts it there; without it, they are compared."""
import argparse
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- coverage:begin -->\n", "<!-- coverage:end -->"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", required=True)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    table = subprocess.run([given.program, "documents", "--table"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    readme = ROOT / "README.md"
    before, rest = readme.read_text().split(BEGIN)
    stands, after = rest.split(END)
    if given.write:
        readme.write_text(f"{before}{BEGIN}\n{table}\n\n{END}{after}")
        return 0
    same = stands.strip() == table
    if not same:
        print("README.md tells another state than `bihuan documents --table`: run python3 tests/coverage.py --write --program …")
    print(f"{int(same)} passed, {int(not same)} failed")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
