#!/usr/bin/env bash
# How well the program reads reports, held against floor.json. `--write` after the program keeps what is measured now, less half a point.
set -euo pipefail
cd "$(dirname "$0")"
program=$1 failed=0
PYTHON=${PYTHON:-python3}

"$PYTHON" labels.py
measure() { "$PYTHON" score.py --program "$program" --split "$1" --texts "$2" "${@:3}"; }

if [ "${2:-}" = --write ]; then
  for split in dev unseen; do for texts in seeds styles; do measure $split $texts --json; done; done |
    "$PYTHON" -c 'import json, sys
parts = [json.loads(line) for line in sys.stdin if line.startswith("{")]
kept = {part: {kind: round(max(f1 - 0.005, 0), 3) for kind, f1 in kinds.items()} for found in parts for part, kinds in found.items()}
print(json.dumps(kept, indent=1))' > floor.new
  mv floor.new floor.json
fi
for split in dev unseen; do for texts in seeds styles; do measure $split $texts --floor floor.json || failed=1; done; done
exit $failed
