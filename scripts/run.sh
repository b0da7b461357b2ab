#!/usr/bin/env bash
# The demo: builds what is missing and serves on http://127.0.0.1:${PORT:-8080}, data in ${DATA:-./var}.
. "$(dirname "$0")/common.sh"
PORT=${PORT:-8080} DATA=${DATA:-$ROOT/var}
say "Bihuan demo: builds the program (first time some minutes, later seconds), fills four districts with synthetic matters, then serves http://127.0.0.1:$PORT (data in $DATA)."
need_rust
scripts/web.sh
cargo build --profile demo --locked -p bihuan
exec "$CARGO_TARGET_DIR/demo/bihuan" serve --demo --data "$DATA" --listen "127.0.0.1:$PORT"
