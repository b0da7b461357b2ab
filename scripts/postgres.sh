#!/usr/bin/env bash
# A private PostgreSQL for tests and benches: `up` starts it if it does not run and prints its address, `down` ends it, `crash` lets
# it die, `sql DATABASE TEXT` says something to it, `place` tells where it lies.
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
    certificates
    as_owner "$BIN/initdb" -D "$PLACE/data" -U bihuan -A trust -E UTF8 --locale=C >/dev/null
    printf '%s\n' "port = $PORT" "listen_addresses = '127.0.0.1'" "unix_socket_directories = '$PLACE'" \
      "ssl = on" "ssl_cert_file = '$PLACE/server.crt'" "ssl_key_file = '$PLACE/server.key'" \
      "fsync = on" "synchronous_commit = on" "max_connections = 300" "shared_buffers = 256MB" >>"$PLACE/data/postgresql.conf"
  fi
  as_owner "$BIN/pg_ctl" -D "$PLACE/data" status >/dev/null 2>&1 ||
    as_owner "$BIN/pg_ctl" -D "$PLACE/data" -l "$PLACE/log" -w start >/dev/null
  echo "postgresql://bihuan@127.0.0.1:$PORT/postgres"
}

# A root of our own, a certificate under it for this machine, and a root that has signed nothing.
certificates() {
  (
    cd "$PLACE"
    for root in root other; do
      as_owner openssl req -x509 -newkey rsa:2048 -nodes -keyout $root.key -out $root.crt -days 3650 -subj "/CN=bihuan $root"
    done
    as_owner openssl req -newkey rsa:2048 -nodes -keyout server.key -out server.csr -subj /CN=localhost
    printf 'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\n' | as_owner tee names >/dev/null
    as_owner openssl x509 -req -in server.csr -CA root.crt -CAkey root.key -CAcreateserial -extfile names \
      -days "${CERTIFICATE_DAYS:-3650}" -out server.crt
  ) >/dev/null 2>&1
}

place() { echo "$PLACE"; }

# Something said to one of its databases, answered without a frame.
sql() { "$BIN/psql" -qAtX -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PORT" -U bihuan -d "$1" -c "$2"; }

# Ends it as a power failure would.
crash() { as_owner "$BIN/pg_ctl" -D "$PLACE/data" -m immediate stop >/dev/null; }

down() { [ -f "$PLACE/data/PG_VERSION" ] && as_owner "$BIN/pg_ctl" -D "$PLACE/data" -m fast stop >/dev/null 2>&1 || true; }

"${@:-up}"
