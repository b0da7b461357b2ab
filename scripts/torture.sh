#!/usr/bin/env bash
# Kills the server at random moments under load and looks that nothing acknowledged is lost.
. "$(dirname "$0")/common.sh"
need_rust
need_python tests/requirements.txt
cargo build --locked -q -p bihuan
exec "$VENV/bin/python" tests/crash/rounds.py --program "$CARGO_TARGET_DIR/debug/bihuan" --rounds "${ROUNDS:-10}" --seconds "${SECONDS_MAX:-0}"
