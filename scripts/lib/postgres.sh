# shellcheck shell=bash
# A PostgreSQL of the clone's own, on a loopback port and a unix socket of its own. Scripts share it:
# each holds a shared lock while it uses the server, and the last to leave stops it. The locks end with
# the process that held them, so a crash leaves at worst a running server, which the next script adopts.

PG_LEAST=15
NO_CLUSTER=/etc/postgresql-common/createcluster.d/the-plugs.conf
PG_HOME='' PG_USER='' PG_BIN='' PG_SOCKET='' PG_PORT='' PG_FLAGS=''
PG_ADMIN_PASSWORD='' PG_APP_PASSWORD=''

# Finds or installs the binaries, and the place of the data.
pg_ready() {
  pg_binaries
  pg_place
  [[ -f $PG_HOME/data/PG_VERSION ]] || return 0
  local made_by; made_by="$(<"$PG_HOME/data/PG_VERSION")"
  pg_find "$made_by" || fail "The data in $PG_HOME were made by PostgreSQL $made_by, which is not installed any more: install it again, or move that folder away to begin anew."
}

# In the clone, unless the server's user cannot get there (a clone in root's home).
pg_place() {
  local clone elsewhere
  clone="$(printf '%s' "$ROOT" | sha256sum | cut -c1-12)"
  PG_SOCKET="/tmp/plugs-$clone" # a socket's path may have 107 bytes, and a clone's may have more
  if ((EUID == 0)); then elsewhere="/var/lib/the-plugs/$clone"; else elsewhere="${XDG_STATE_HOME:-$HOME/.local/state}/the-plugs/$clone"; fi
  for PG_HOME in "$DATA/postgres" "$elsewhere"; do
    [[ -d $PG_HOME ]] || continue
    PG_USER="$(stat -c %U "$PG_HOME")"
    [[ $EUID == 0 || $PG_USER == "$(id -un)" ]] || fail "The database in $PG_HOME belongs to $PG_USER: run this as root or as $PG_USER, like the first time."
    return 0
  done
  pg_user
  PG_HOME="$DATA/postgres"
  as_pg test -x "$DATA" && make_folder "$PG_HOME" 2>/dev/null && return
  PG_HOME="$elsewhere"
  mkdir -p "$(dirname "$elsewhere")"
  make_folder "$PG_HOME" || fail "No place for the database: neither $DATA nor $(dirname "$elsewhere") can be written."
}
pg_user() { if ((EUID == 0)); then PG_USER=postgres; else PG_USER="$(id -un)"; fi; }
make_folder() { if ((EUID == 0)); then install -d -m 0700 -o "$PG_USER" "$1"; else install -d -m 0700 "$1"; fi; }

# The server refuses to run as root, so root runs it as Debian's own user for it.
as_pg() {
  if ((EUID == 0)); then (cd / && runuser -u "$PG_USER" -- "$@"); else "$@"; fi
}

# The newest binaries there are; where there are none, Debian's package.
pg_binaries() {
  pg_find && return
  [[ -z $PG_BIN ]] || fail "PostgreSQL $(pg_major "$PG_BIN") is too old, $PG_LEAST or later is needed: install a newer one, or set DATABASE_URL and MIGRATION_DATABASE_URL to a server that has it."
  note "installing Debian's PostgreSQL"
  # Without the file the package would start a server of its own.
  if apt_install postgresql-common && no_cluster && apt_install postgresql; then
    as_root rm -f "$NO_CLUSTER"
  else
    fail "PostgreSQL is missing and only root may install it: run 'apt-get install postgresql' as root, or set DATABASE_URL and MIGRATION_DATABASE_URL to a server."
  fi
  pg_find || fail "PostgreSQL $PG_LEAST or later is needed and this system's packages have none: set DATABASE_URL and MIGRATION_DATABASE_URL to a server that has it."
}
pg_find() { # a major version, else the newest that will do
  local folder version
  PG_BIN=''
  while read -r folder; do
    [[ -x $folder/initdb && -x $folder/postgres ]] || continue
    version="$(pg_major "$folder")"
    PG_BIN="$folder"
    if ((version == ${1:-0} || (${1:-0} == 0 && version >= PG_LEAST))); then return; fi
  done < <(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin "$(dirname "$(readlink -f "$(command -v postgres || true)")")" | sort -rV)
  return 1
}
pg_major() { "$1/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/'; }
no_cluster() { as_root mkdir -p "$(dirname "$NO_CLUSTER")"; printf 'create_main_cluster = false\n' | as_root tee "$NO_CLUSTER" >/dev/null; }
as_root() { if ((EUID == 0)); then "$@"; else sudo "$@"; fi; }

# Starts the clone's server, or joins the one that runs, and exports the addresses of its database.
pg_up() {
  exec 8>>"$PG_HOME/lock" 9>>"$PG_HOME/users"
  flock 8
  flock -s 9
  on_exit+=(pg_down)
  pg_secrets
  [[ -f $PG_HOME/data/PG_VERSION ]] || pg_init
  if as_pg "$PG_BIN/pg_ctl" status -D "$PG_HOME/data" >/dev/null; then
    PG_PORT="$(sed -n 4p "$PG_HOME/data/postmaster.pid")"
  else
    pg_start
  fi
  flock -u 8
  until "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$PG_PORT"; do sleep 0.2; done
  export DATABASE_URL="postgres://plugs_app:$PG_APP_PASSWORD@127.0.0.1:$PG_PORT/the_plugs"
  export MIGRATION_DATABASE_URL="postgres://postgres:$PG_ADMIN_PASSWORD@127.0.0.1:$PG_PORT/the_plugs"
}

pg_down() {
  [[ -f $PG_HOME/data/postmaster.pid ]] || return 0
  flock 8
  flock -u 9
  # Whoever still uses it holds the other lock, and stops it.
  if flock -n -x 9; then as_pg "$PG_BIN/pg_ctl" stop -D "$PG_HOME/data" -m fast -t 60 >/dev/null; rmdir "$PG_SOCKET" 2>/dev/null || true; fi
  flock -u 8
}

# Passwords are made at the first start and live beside the data, readable by their owner only.
pg_secrets() {
  local file="$PG_HOME/env"
  if [[ ! -s $file ]]; then
    [[ ! -f $PG_HOME/data/PG_VERSION ]] || fail "The database in $PG_HOME has lost its passwords ($file): restore that file, or move the folder away to begin anew."
    (umask 077 && printf 'PG_PORT=%s\nPG_ADMIN_PASSWORD=%s\nPG_APP_PASSWORD=%s\n' "$(free_port)" "$(random_word)" "$(random_word)" >"$file")
  fi
  # shellcheck disable=SC1090
  . "$file"
}

# Made under another name and renamed when complete, so that an interrupted start leaves nothing half made.
pg_init() {
  note "making a database server in $PG_HOME"
  local new="$PG_HOME/data.new" password="$PG_HOME/password"
  rm -rf "$new"
  (umask 077 && printf '%s\n' "$PG_ADMIN_PASSWORD" >"$password")
  if ((EUID == 0)); then chown "$PG_USER" "$password"; fi
  as_pg "$PG_BIN/initdb" -D "$new" -U postgres --pwfile="$password" --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 \
    >"$PG_HOME/initdb.log" 2>&1 || { cat "$PG_HOME/initdb.log" >&2; rm -f "$password"; explain "Making the database server" "$PG_HOME/initdb.log"; }
  rm -f "$password" "$PG_HOME/initdb.log"
  mv "$new" "$PG_HOME/data"
}

pg_start() {
  local log="$PG_HOME/server.log" flags
  make_socket_folder
  for _ in 1 2 3 4 5; do
    if port_taken 127.0.0.1 "$PG_PORT"; then PG_PORT="$(free_port)"; sed -i "s/^PG_PORT=.*/PG_PORT=$PG_PORT/" "$PG_HOME/env"; fi
    flags="-c listen_addresses=127.0.0.1 -c port=$PG_PORT -c unix_socket_directories=$PG_SOCKET -c timezone=UTC $PG_FLAGS"
    as_pg rm -f "$log"
    # The server must not inherit the locks, or they would never end.
    if as_pg "$PG_BIN/pg_ctl" start -D "$PG_HOME/data" -l "$log" -w -t 300 -o "$flags" >/dev/null 2>&1 8>&- 9>&-; then return; fi
    grep -q 'Address already in use' "$log" 2>/dev/null || break
  done
  tail -n 20 "$log" >&2 || true
  explain "Starting the database server" "$log"
}
make_socket_folder() {
  make_folder "$PG_SOCKET" 2>/dev/null && [[ "$(stat -c %U "$PG_SOCKET")" == "$PG_USER" ]] && return
  PG_SOCKET="$(mktemp -d /tmp/plugs-XXXXXX)"
  make_folder "$PG_SOCKET"
}

# An administrator's psql, to the database that is named.
pg_sql() { # database, arguments of psql…
  PGPASSWORD="$PG_ADMIN_PASSWORD" "$PG_BIN/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$PG_PORT" -U postgres -d "$@"
}

# A server for tests, in a hurry rather than safe: in memory where there is room, for every test makes a database of its own
# and each of those is hundreds of files.
pg_up_for_tests() {
  local where=/tmp
  if [[ -w /dev/shm ]] && (($(free_gib /dev/shm) >= 4)); then where=/dev/shm; fi
  PG_APART_IN=$where pg_up_apart "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=256MB"
}

# A server of the script's own: empty, in a temporary folder, gone at the end.
pg_up_apart() { # flags of the server
  if [[ -n $PG_HOME ]]; then pg_down; fi
  pg_binaries
  pg_user
  pg_sweep
  PG_HOME="$(mktemp -d "${PG_APART_IN:-/tmp}/plugs-test-XXXXXX")"
  make_folder "$PG_HOME"
  PG_SOCKET="$PG_HOME"
  PG_FLAGS="$1"
  on_exit+=("rm -rf $PG_HOME")
  pg_up
}

# Ends what scripts that were killed have left: servers whose locks nobody holds.
pg_sweep() {
  local old
  for old in /tmp/plugs-test-* /dev/shm/plugs-test-*; do
    if [[ -f $old/users ]] && flock -n -x "$old/users" true 2>/dev/null; then
      as_pg "$PG_BIN/pg_ctl" stop -D "$old/data" -m immediate >/dev/null 2>&1 || true
      rm -rf "$old"
    fi
  done
}
