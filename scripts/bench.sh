#!/usr/bin/env bash
# Benchmarks: ours beside the raw ceiling of the same rows in the same run; JSON in target/bench/.
. "$(dirname "$0")/common.sh"
need_rust
scripts/web.sh
mkdir -p "$OUT/bench"
BENCH_OUT="$OUT/bench" cargo bench --locked --workspace --benches
