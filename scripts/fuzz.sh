#!/usr/bin/env bash
# Throws made-up input at every parser, so many seconds each (SECONDS_EACH, default 60); stops at the first that panics.
# On stable Rust: libFuzzer with LLVM's coverage, without the sanitizers that need a nightly (there is no unsafe code here).
. "$(dirname "$0")/common.sh"
need_rust
need_debian g++ g++
host=$(rustc -vV | sed -n 's/^host: //p')
export RUSTFLAGS="--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks"
export CARGO_TARGET_DIR=$CACHE/fuzz
cargo build -q --release --manifest-path fuzz/Cargo.toml --target "$host"
for source in fuzz/fuzz_targets/*.rs; do
  name=$(basename "$source" .rs)
  [ $# = 0 ] || [[ " $* " == *" $name "* ]] || continue
  mkdir -p "$CACHE/corpus/$name"
  seeds=(); [ "$name" != report ] || seeds=(tests/reports/styles)
  say "fuzzing $name"
  "$CARGO_TARGET_DIR/$host/release/$name" -max_total_time="${SECONDS_EACH:-60}" -timeout=10 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$CACHE/corpus/$name-" "$CACHE/corpus/$name" "${seeds[@]}" 2>&1 | grep -E "^stat::number_of_executed|SUMMARY|panicked|Done" || stop "fuzzing $name failed; the input is kept in $CACHE/corpus"
done
