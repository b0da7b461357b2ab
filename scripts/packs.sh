#!/usr/bin/env bash
# Every pack checks, every scenario holds; counted for the test run.
set -euo pipefail
out=$("$1" check packs --scenarios --json) || status=$?
printf '%s\n' "$out" | python3 -c '
import json, sys
a = json.load(sys.stdin)
for d in a["diagnostics"]:
    print("{file}:{line}:{column}: {severity} {code}: {message}".format(**d))
s = a["scenarios"]
errors = sum(d["severity"] == "error" for d in a["diagnostics"])
print("%d passed, %d failed" % (s["run"] - s["failed"], s["failed"] + errors))'
exit "${status:-0}"
