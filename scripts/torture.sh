#!/usr/bin/env bash
# Kills the server at random moments under load and looks that nothing acknowledged is lost.
. "$(dirname "$0")/common.sh"
need_rust
need_python tests/requirements.txt
# Optimised as `make run` builds it: each round reads the whole record again, and the record grows with the rounds.
cargo build --profile demo --locked -q -p bihuan
exec "$VENV/bin/python" tests/crash/rounds.py --program "$CARGO_TARGET_DIR/demo/bihuan" --rounds "${ROUNDS:-10}" --seconds "${SECONDS_MAX:-0}"
