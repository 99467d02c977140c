# shellcheck shell=bash
# shellcheck disable=SC2034 # used by the scripts that read this
# Where to serve, and from which database: what start.sh and dev.sh ask alike.

choose_address() {
  local port; port="$(setting PORT)"
  LEPTOS_SITE_ADDR="$(setting LEPTOS_SITE_ADDR)"
  export LEPTOS_SITE_ADDR="${LEPTOS_SITE_ADDR:-127.0.0.1:${port:-3000}}"
  split_address "$LEPTOS_SITE_ADDR"
  if port_taken "$SITE_HOST" "$SITE_PORT"; then
    fail "Something already listens on $LEPTOS_SITE_ADDR: stop it, or choose another port, such as PORT=$((SITE_PORT + 1)) $0."
  fi
}

choose_database() {
  DATABASE_URL="$(setting DATABASE_URL)" MIGRATION_DATABASE_URL="$(setting MIGRATION_DATABASE_URL)"
  PRIVATE=no
  if [[ -z $DATABASE_URL ]]; then
    PRIVATE=yes
    pg_ready
    # Nobody but those who try it has an account here, so its mail may be read where it is not sent.
    MAIL_OUTBOX="$(setting MAIL_OUTBOX)"
    export MAIL_OUTBOX="${MAIL_OUTBOX:-true}"
  fi
}

# Starts the private server, migrates, and fills a database that is empty. Says in DEMO whether it holds the demo.
prepare_database() { # the binary
  DEMO=no
  if [[ $PRIVATE == yes ]]; then
    pg_up
    note "PostgreSQL $(pg_major "$PG_BIN") on 127.0.0.1:$PG_PORT, data in $PG_HOME"
  fi
  if [[ -z $MIGRATION_DATABASE_URL ]]; then
    note "MIGRATION_DATABASE_URL is not set, so your database is served as it is, neither migrated nor filled."
    return
  fi
  run "$1" migrate --roles || fail "The database could not be brought up to date; the reason stands above."
  [[ "$(setting PLUGS_DEMO)" != no ]] || return 0
  local told="$DATA/seed.log"
  run logged "$told" "$1" seed --demo || fail "The demo data could not be written; the reason stands above."
  # Its people may sign in only where they are.
  if grep -q '^The demo data is in' "$told"; then DEMO=yes; fi
}
