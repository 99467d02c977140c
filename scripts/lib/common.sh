# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that read this
# What every script shares: where things are, how a script speaks, and how it stops.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)"
cd "$ROOT" || exit
DATA="$ROOT/.data"

# With PLUGS_CACHE set, build output lives outside the clone, so that fresh clones share it.
# Tools always do, by version: they take longer to build than the app.
CACHE="${PLUGS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/the-plugs}"
TOOLS="$CACHE/tools"
if [[ -n ${PLUGS_CACHE:-} ]]; then export CARGO_TARGET_DIR="$PLUGS_CACHE/target"; fi
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"

# Cargo tells clones that share build output apart by the times of their files only, and may take what another
# clone has built for this one's. So whoever comes after another has the app's own crate compiled anew, and what was noted
# for compiling the other's once more, gigabytes, goes.
if [[ -n ${CARGO_TARGET_DIR:-} && "$(cat "$TARGET/clone" 2>/dev/null)" != "$ROOT" ]]; then
  mkdir -p "$TARGET"
  find "$TARGET" -path '*/.fingerprint/the-plugs-*/dep-*' -exec touch -d @0 {} +
  rm -rf "$TARGET"/*/incremental "$TARGET"/*/*/incremental
  printf '%s\n' "$ROOT" >"$TARGET/clone"
fi
PATH="$ROOT/node_modules/.bin:$HOME/.cargo/bin:$PATH"

# Flags from outside would replace those of .cargo/config.toml and compile every crate anew.
unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS
if [[ -t 1 ]]; then export CARGO_TERM_COLOR=always CARGO_TERM_PROGRESS_WHEN=always CARGO_TERM_PROGRESS_WIDTH=80; fi

say() { printf '%s\n' "$@"; }
note() { printf '      %s\n' "$*"; }
fail() { printf '\n%s\n' "$*" >&2; exit 1; }

STEP=0 STEPS=0 BEGAN=0
step() { STEP=$((STEP + 1)) BEGAN=$SECONDS; printf '\n[%d/%d] %s\n' "$STEP" "$STEPS" "$*"; }
step_done() { note "done in $(duration $((SECONDS - BEGAN)))"; }
duration() { if (($1 < 60)); then printf '%d s' "$1"; else printf '%d min %02d s' $(($1 / 60)) $(($1 % 60)); fi; }

# A setting as the binary sees it: from the environment, else from .env.
setting() {
  if [[ -n ${!1:-} ]]; then printf '%s' "${!1}"; return; fi
  [[ -f .env ]] || return 0
  sed -nE "s/^(export +)?$1=//p" .env | tail -n 1 | sed -E "s/^([\"'])(.*)\1[[:space:]]*\$/\2/"
}

at_least() { [[ "$(printf '%s\n' "$1" "$2" | sort -V | sed -n 1p)" == "$2" ]]; }
random_word() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
free_gib() { df -Pk "$1" | awk 'NR == 2 { printf "%d", $4 / 1048576 }'; }

make_data_folder() {
  mkdir -p "$DATA" 2>/dev/null || true
  [[ -w $DATA ]] || fail "$DATA cannot be written by $(id -un): run this as $(stat -c %U "$DATA" 2>/dev/null || echo its owner), or give the folder to yourself with chown."
  if [[ -z "$(setting PLUGS_MASTER_KEY)$(setting PLUGS_MASTER_KEY_FILE)" ]]; then make_master_key "$DATA/master.key"; fi
}

# What an installation keeps apart from its database. One that was lost is no longer that database's, which the program says.
make_master_key() {
  [[ ! -e $1 ]] || return 0
  local new; new="$(mktemp "$1.XXXXXX")" # readable by its owner only
  od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n' >"$new"
  mv -n "$new" "$1" && rm -f "$new"
}

# Runs a command in a process group of its own: a Ctrl-C or TERM at the script ends it, and all it started, at once.
declare -A CHILDREN=()
CHILD=
start_child() { set -m; "$@" </dev/null & CHILD=$!; set +m; CHILDREN[$CHILD]=runs; }
wait_child() { local status=0; wait "$1" || status=$?; unset "CHILDREN[$1]"; return "$status"; }
run() { start_child "$@"; wait_child "$CHILD"; }

stop_child() {
  unset "CHILDREN[$1]"
  kill -TERM -- "-$1" 2>/dev/null || return 0
  for _ in $(seq 300); do kill -0 -- "-$1" 2>/dev/null || return 0; sleep 0.1; done
  kill -KILL -- "-$1" 2>/dev/null || true
}

# Runs a long command, shows its output, and when it fails says why, where the reason is a known one.
long() { # what it is, command…
  local what="$1" log="$DATA/last-step.log"; shift
  run logged "$log" "$@" || explain "$what" "$log"
}
logged() { local log="$1"; shift; "$@" 2>&1 | tee -i "$log"; }
explain() {
  if grep -q 'No space left on device\|ENOSPC' "$2" || (($(free_gib "$ROOT") < 1)); then
    fail "The disk is full: make room (a first build needs about 6 GiB) and run this again; what is built already is kept."
  elif grep -Eqi "could not resolve|temporary failure resolving|failed to download|failed to fetch|network failure|EAI_AGAIN|ENOTFOUND|ETIMEDOUT|ECONNREFUSED|could not connect|unable to connect" "$2"; then
    fail "$1: a package registry could not be reached. Check the network (HTTPS_PROXY, if you need one) and run this again."
  fi
  fail "$1 failed; the reason stands above, and in $2."
}

# Whatever a script started is stopped in the order that loses nothing: the app first, its database after it.
on_exit=()
finish() {
  local status=$? i
  trap '' INT TERM HUP
  trap - EXIT
  for i in "${!CHILDREN[@]}"; do stop_child "$i"; done
  for ((i = ${#on_exit[@]} - 1; i >= 0; i--)); do ${on_exit[i]} || true; done
  exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
