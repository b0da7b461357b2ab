#!/usr/bin/env bash
# All set-up, then every test. Each suite writes its log under target/log/ and closes with
# "N passed, N failed"; the last line adds them up.
. "$(dirname "$0")/common.sh"
LOG=$OUT/log; mkdir -p "$LOG"
COUNTS=$LOG/counts; : >"$COUNTS"; missing=()
# A clone builds each crate once: what the next build could reuse of half a crate is only written for nothing.
export CARGO_INCREMENTAL=${CARGO_INCREMENTAL:-0}
# Every program that a test starts reads all packs, every law of chance plays whole lives: optimised a little, core gives back
# in a run many times what it takes to compile. Who changes core again and again is quicker without.
QUICK=(--config 'profile.dev.package.bihuan-core.opt-level=1')

# Runs one suite and notes its counts. A suite that ends badly without a count is one failure.
suite() { # name command...
  local name=$1 log=$LOG/$1.log status=0 began=$SECONDS p f; shift
  say "== $name begins"
  "$@" >"$log" 2>&1 </dev/null || status=$?
  p=$(grep -oE '[0-9]+ passed' "$log" | awk '{s+=$1} END {print s+0}')
  f=$(grep -oE '[0-9]+ failed' "$log" | awk '{s+=$1} END {print s+0}')
  if [ "$status" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  if [ "$status" = 0 ] && [ "$p" = 0 ]; then f=$((f + 1)); say "   no test ran"; fi
  if [ "$f" != 0 ]; then say "   failed; the end of $log:"; grep -nE 'FAILED|panicked|error|Error|failed' "$log" | head -20 >&2; tail -40 "$log" >&2; fi
  say "== $name: $p passed, $f failed, $((SECONDS - began)) s"
  echo "$name $p $f" >>"$COUNTS"
}

not_run() { missing+=("$1: $2"); }

lint() { scripts/lint.sh && echo "1 passed, 0 failed"; }

need_rust
need_debian chromium chromium fonts-noto-cjk
scripts/postgres.sh up >/dev/null
need_python tests/mining/requirements.txt venv-mining
READER=$VENV/bin/python
need_python tests/requirements.txt
scripts/web.sh
need_packages tests/e2e
PROGRAM=$CARGO_TARGET_DIR/debug/bihuan
PY=$VENV/bin/python

suite lint lint
suite rust cargo test "${QUICK[@]}" --workspace --locked --no-fail-fast
cargo build "${QUICK[@]}" --locked -q -p bihuan
suite packs scripts/packs.sh "$PROGRAM"
suite calendar "$PY" tests/calendar/against_chinesecalendar.py --program "$PROGRAM"
suite directory tests/directory/from_npm.sh "$PROGRAM"
suite reports env PYTHON="$PY" tests/reports/run.sh "$PROGRAM"
[ -d ../shared/seeds ] || not_run reports "the seed documents are not beside the checkout; the invented reports were read"
suite tidy "$PY" tests/tidy.py
suite coverage "$PY" tests/coverage.py --program "$PROGRAM"

# Two rows of suites side by side: a browser and a server seldom keep two processors busy.
from_outside() {
  suite contract "$PY" tests/contract/run.py --program "$PROGRAM"
  suite mining "$PY" tests/mining/run.py --program "$PROGRAM" --reader "$READER"
  suite openapi "$PY" tests/openapi/run.py --program "$PROGRAM"
  suite crash "$PY" tests/crash/rounds.py --program "$PROGRAM" --rounds 10 --seconds 150
}
from_outside & outside=$!
suite browser env PROGRAM="$PROGRAM" node tests/e2e/run.mjs
wait "$outside"

scripts/postgres.sh down

# The last lines are what a reader of a long run sees: what failed stands among them.
read -r passed failed < <(awk '{p += $2; f += $3} END {print p + 0, f + 0}' "$COUNTS")
for name in $(awk '$3 > 0 {print $1}' "$COUNTS"); do say "failed: $name"; grep -E '^FAIL|FAILED|panicked' "$LOG/$name.log" | tail -4 >&2; done
for m in ${missing[@]+"${missing[@]}"}; do say "not run: $m"; done
if [ ${#missing[@]} = 0 ]; then echo "total: $passed passed, $failed failed"; else echo "total: $passed passed, $failed failed, ${#missing[@]} not run"; fi
[ "$failed" = 0 ]
