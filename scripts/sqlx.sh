#!/usr/bin/env bash
# Renews .sqlx, the checked metadata of every fixed statement, which lets the app build without a database.
#
#   scripts/sqlx.sh           writes it anew from the migrations and the sources
#   scripts/sqlx.sh --check   changes nothing: fails where it is out of step, and lints the server on the way
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh

# By psql and not by the binary, which cannot be built before the metadata are there.
migrated_database() {
  pg_sql postgres -f src/db/roles.sql -c 'create database sqlx owner plugs_owner'
  local file
  for file in migrations/*.up.sql; do
    pg_sql sqlx --single-transaction -c 'set role plugs_owner' -f "$file" >/dev/null || fail "$file cannot be applied; the reason stands above."
  done
}

# The macros look at the database only while the crate compiles, so a time stamp of now makes it compile;
# the old one is put back, lest every other build compile again too.
compile_against_it() {
  on_exit+=("touch -d @$(stat -c %.9Y src/lib.rs) src/lib.rs")
  touch src/lib.rs
  SQLX_OFFLINE=false SQLX_OFFLINE_DIR="$WRITTEN" DATABASE_URL="postgres://postgres:$PG_ADMIN_PASSWORD@127.0.0.1:$PG_PORT/sqlx" \
    run cargo "$@"
}

rust_ready
pg_up_for_tests
migrated_database
WRITTEN="$(mktemp -d)"
on_exit+=("rm -rf $WRITTEN")
TARGETS=(--profile ci --features 'ssr,testing' --all-targets)
if [[ ${1:-} == --check ]]; then
  compile_against_it clippy "${TARGETS[@]}" -- -D warnings
  diff -r .sqlx "$WRITTEN" || fail ".sqlx is out of step with the sources and the migrations: run scripts/sqlx.sh and commit what it writes."
else
  compile_against_it check "${TARGETS[@]}"
  mkdir -p .sqlx
  find .sqlx -name 'query-*.json' -delete
  cp "$WRITTEN"/. .sqlx/ -r
  say "$(find .sqlx -name 'query-*.json' | wc -l) statements are checked."
fi
