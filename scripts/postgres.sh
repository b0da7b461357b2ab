#!/usr/bin/env bash
# A private PostgreSQL for tests and benches: `up` starts it if it does not run and prints its address, `down` ends it.
# It lives beside the build cache, listens on a socket and on a port of 127.0.0.1 alone, and syncs to the disk as in an office.
. "$(dirname "$0")/common.sh"
if [ "$(id -u)" = 0 ]; then PLACE=/var/tmp/bihuan-postgres; else PLACE=$CACHE/postgres; fi
PLACE=${BIHUAN_POSTGRES:-$PLACE}
PORT=${BIHUAN_POSTGRES_PORT:-54329}
BIN=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
[ -n "$BIN" ] || { need_debian initdb postgresql; BIN=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1); }

# PostgreSQL refuses to run as root; on such a machine it runs as its own user.
as_owner() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups env HOME=/tmp "$@"; else "$@"; fi; }

up() {
  if ! [ -f "$PLACE/data/PG_VERSION" ]; then
    mkdir -p "$PLACE"; if [ "$(id -u)" = 0 ]; then chown postgres "$PLACE"; fi
    as_owner "$BIN/initdb" -D "$PLACE/data" -U bihuan -A trust -E UTF8 --locale=C >/dev/null
    printf '%s\n' "port = $PORT" "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$PLACE'" \
      "fsync = on" "synchronous_commit = on" "max_connections = 300" "shared_buffers = 256MB" >>"$PLACE/data/postgresql.conf"
  fi
  as_owner "$BIN/pg_ctl" -D "$PLACE/data" status >/dev/null 2>&1 ||
    as_owner "$BIN/pg_ctl" -D "$PLACE/data" -l "$PLACE/log" -w start >/dev/null
  echo "postgresql://bihuan@127.0.0.1:$PORT/postgres"
}

down() { [ -f "$PLACE/data/PG_VERSION" ] && as_owner "$BIN/pg_ctl" -D "$PLACE/data" -m fast stop >/dev/null 2>&1 || true; }

"${1:-up}"
