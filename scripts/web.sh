#!/usr/bin/env bash
# Builds the browser's part into web/dist, which the program embeds.
. "$(dirname "$0")/common.sh"
need_packages web
stamp=$(cd web && git ls-files -co --exclude-standard . | sort | xargs sha256sum | sha256sum | cut -d' ' -f1)
[ "$(cat web/dist/.stamp 2>/dev/null)" = "$stamp" ] && exit 0
(cd web && npm run --silent build >&2)
printf %s "$stamp" > web/dist/.stamp
