# shellcheck shell=bash
# The ci build with demo data, on a server and a database of its own, and Playwright in front of it.

browser_ready() {
  builders_ready
  chromium_ready
  npm_packages "$ROOT"
  npm_packages "$ROOT/end2end"
  pg_up_for_tests
}

in_a_browser() { # arguments of playwright test…
  local app="$DATA/journeys" port server status=0
  port="$(free_port)"
  build_app "$app" ci || return 1
  # Each journey loads it anew, and without this the server would compress it each time.
  gzip -1 --keep "$app"/site/pkg/*.wasm
  # Journeys come from addresses of their own, by a header that this server believes.
  export LEPTOS_SITE_ADDR="127.0.0.1:$port" LEPTOS_SITE_ROOT="$app/site" TRUSTED_PROXIES=127.0.0.1 MAIL_OUTBOX=true
  # With this, journeys break what no page could.
  export PSQL="$PG_BIN/psql"
  "$app/the-plugs" migrate --roles || return 1
  "$app/the-plugs" seed --demo || return 1
  "$app/the-plugs" serve >"$DATA/journeys.log" 2>&1 &
  server=$!
  for _ in $(seq 150); do if answers 127.0.0.1 "$port" /health; then break; fi; sleep 0.2; done
  (cd end2end && BASE_URL="http://127.0.0.1:$port" ./node_modules/.bin/playwright test "$@") || status=$?
  kill -TERM "$server" || true
  wait "$server" || true
  if ((status)); then say "The server's log is in $DATA/journeys.log."; fi
  return "$status"
}
