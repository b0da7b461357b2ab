#!/usr/bin/env bash
# Every page as a picture in target/pictures/, at both widths and in both languages.
. "$(dirname "$0")/common.sh"
need_rust
need_debian chromium chromium fonts-noto-cjk
scripts/web.sh
cargo build --locked -q -p bihuan
cargo build --locked -q -p bihuan-web --example gallery
need_packages tests/e2e
mkdir -p "$OUT/pictures"
cd tests/e2e && PROGRAM="$CARGO_TARGET_DIR/debug/bihuan" PICTURES="$OUT/pictures" node pictures.mjs
