#!/usr/bin/env bash
# The release program at target/release/bihuan, pages and assets inside it.
. "$(dirname "$0")/common.sh"
need_rust
scripts/web.sh
cargo build --release --locked -p bihuan
if [ "$OUT" != "$CARGO_TARGET_DIR" ]; then
  mkdir -p "$OUT/release" && cp -f "$CARGO_TARGET_DIR/release/bihuan" "$OUT/release/bihuan"
fi
say "built $OUT/release/bihuan"
