#!/usr/bin/env bash
# Migrations.
#
#   scripts/migrate.sh               applies what is pending
#   scripts/migrate.sh create NAME   makes the next pair of files
#   scripts/migrate.sh history       lists every migration and when it was applied
#   scripts/migrate.sh current       says which version the database has
#
# To the database in DATABASE_URL and MIGRATION_DATABASE_URL, else to the private one of this clone.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh
. scripts/lib/build.sh

create() {
  [[ ${1:-} =~ ^[a-z][a-z0-9_]*$ ]] || fail "Give the migration a name of small letters, digits and _, such as contact_birthdays."
  local last number file
  last="$(find migrations -name '[0-9]*_*.up.sql' -printf '%f\n' | sort | tail -n 1 | cut -d_ -f1)"
  number="$(printf '%04d' $((10#${last:-0} + 1)))"
  for file in "migrations/${number}_$1.up.sql" "migrations/${number}_$1.down.sql"; do
    : >"$file"
    say "$file"
  done
}

migrate() {
  make_data_folder
  if [[ -n "$(setting DATABASE_URL)" && -z "$(setting MIGRATION_DATABASE_URL)" ]]; then
    fail "DATABASE_URL names a database of yours, and only an administrator can migrate it: set MIGRATION_DATABASE_URL to the same database as well. (Unset both for the private one of this clone.)"
  fi
  if [[ -z "$(setting MIGRATION_DATABASE_URL)" ]]; then
    pg_ready
    pg_up
  fi
  if release_is_fresh; then
    run "$RELEASE/the-plugs" migrate "$@"
  else
    rust_ready
    run cargo run --quiet --profile ci --features ssr -- migrate "$@"
  fi
}

case "${1:-apply}" in
  create) create "${2:-}" ;;
  history | current) migrate "$1" ;;
  apply) migrate --roles ;;
  *) sed -n '2,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
