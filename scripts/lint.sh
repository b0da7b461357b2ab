#!/usr/bin/env bash
# Format and lints, as strict as they are in the test run.
. "$(dirname "$0")/common.sh"
need_rust
cargo fmt --all --check
cargo clippy --workspace --all-targets --locked -q -- -D warnings
