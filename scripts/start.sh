#!/usr/bin/env bash
# Builds The Plugs and runs it on this machine, with a PostgreSQL of its own. Ctrl-C stops everything; the data stay.
#
#   scripts/start.sh         for this machine
#   scripts/start.sh --lan   for phones and tablets in the same network too: by HTTPS, with a certificate that it makes
#
#   PORT or LEPTOS_SITE_ADDR   where to serve (127.0.0.1:3000)
#   DATABASE_URL               a PostgreSQL of yours in place of a private one; MIGRATION_DATABASE_URL for its administrator
#   PLUGS_DEMO=no              leaves an empty database empty
#   PLUGS_CACHE                a folder for build output outside the clone
# All but PLUGS_CACHE may stand in .env as well.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh
. scripts/lib/build.sh
. scripts/lib/site.sh
. scripts/lib/lan.sh
STEPS=4 LAN=no
case "$*" in
  '') ;;
  --lan) LAN=yes ;;
  *) sed -n '2,11s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac

check_disk() {
  local place="$TARGET" free
  mkdir -p "$place"
  free="$(free_gib "$place")"
  ((free >= 6)) || fail "The disk is too full: $free GiB are free under $place and a first build needs 6. Make room, or set PLUGS_CACHE to a folder on another disk."
}

prepare_machine() {
  step "What this machine has"
  if [[ $LAN == yes ]]; then choose_network; fi
  choose_address
  choose_database
  if ! release_is_fresh; then
    [[ -d $RELEASE ]] || check_disk
    builders_ready
    npm_packages "$ROOT"
  fi
  step_done
}

build() {
  if release_is_fresh; then
    step "The build is up to date"
  else
    step "Building the release (about 10 minutes the first time on two cores, less from then on)"
    build_release
    step_done
  fi
}

# The address that people type.
people_type() {
  local address scheme=http
  if [[ $LAN == yes ]]; then printf 'https://%s:%s' "$LAN_ADDRESS" "$SITE_PORT"; return; fi
  if [[ -n "$(setting TLS_CERT)" ]]; then scheme=https; fi
  address="$(setting PUBLIC_URL)"
  printf '%s' "${address:-$scheme://$LEPTOS_SITE_ADDR}"
}

serve() {
  step "Serving"
  export LEPTOS_SITE_ROOT="$RELEASE/site"
  if [[ $LAN == yes ]]; then make_certificate "$RELEASE/the-plugs"; fi
  # The administrator's address is for migrating only.
  start_child env -u MIGRATION_DATABASE_URL "$RELEASE/the-plugs" serve
  wait_until_it_serves "$SITE_HOST" "$SITE_PORT"
  say "" "  The Plugs is ready: $(people_type)" ""
  if [[ $LAN == yes ]]; then tell_network "$RELEASE/the-plugs"; fi
  if [[ $DEMO == yes ]]; then
    cat <<'TEXT'
  Demo sign-ins, all with the password  the-plugs-demo
    Lumen Events     owner@lumen.example   admin@ manager@ member@ door@lumen.example
    Harbor Partners  owner@harbor.example

TEXT
  fi
  say "  Ctrl-C stops it. Your data stay." ""
  wait_child "$CHILD" || fail "The server ended by itself; its own words stand above."
}

make_data_folder
prepare_machine
build
step "Database"
prepare_database "$RELEASE/the-plugs"
step_done
serve
