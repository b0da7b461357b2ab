# Sourced by every script here: where things are, and how to get what is missing.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"
CACHE=${XDG_CACHE_HOME:-$HOME/.cache}/bihuan
OUT=${CARGO_TARGET_DIR:-$ROOT/target}           # where people look for what was made
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$CACHE/target}
mkdir -p "$CACHE" "$OUT"

say() { printf '%s\n' "$*" >&2; }
stop() { say "bihuan: $*"; exit 1; }

need_rust() {
  command -v cargo >/dev/null || stop "cargo is missing: install a Rust toolchain (1.89 or newer), see https://rustup.rs"
}

need_node() {
  command -v npm >/dev/null || stop "npm is missing: install Node.js 20 or newer with npm"
}

# Debian packages, installed only if a command of theirs is missing.
need_debian() { # command package...
  local command=$1; shift
  command -v "$command" >/dev/null && return
  command -v apt-get >/dev/null || stop "$command is missing: install it (on Debian: apt-get install $*)"
  local sudo=""; [ "$(id -u)" = 0 ] || sudo=sudo
  say "installing $* (once)"
  $sudo apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive $sudo apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

# A Python environment outside the checkout, with exactly these requirements; its place in VENV.
need_python() { # requirements-file [name]
  VENV=$CACHE/${2:-venv}
  local wanted; wanted=$(sha256sum "$1" | cut -d' ' -f1)
  [ "$(cat "$VENV/wanted" 2>/dev/null)" = "$wanted" ] && return
  need_debian python3 python3 python3-venv
  say "preparing the Python tools of the tests (once)"
  python3 -m venv --clear "$VENV" || { rm -rf "$VENV"; stop "python3 has no venv: apt-get install python3-venv"; }
  "$VENV/bin/pip" install -q --disable-pip-version-check -r "$1"
  printf %s "$wanted" > "$VENV/wanted"
}

# npm packages, installed only when the lock file changed.
need_packages() { # folder
  need_node
  local wanted; wanted=$(sha256sum "$1/package-lock.json" | cut -d' ' -f1)
  [ "$(cat "$1/node_modules/.wanted" 2>/dev/null)" = "$wanted" ] && return
  say "fetching the packages of $1 (once)"
  (cd "$1" && npm ci --no-audit --no-fund --loglevel=error >&2)
  printf %s "$wanted" > "$1/node_modules/.wanted"
}
