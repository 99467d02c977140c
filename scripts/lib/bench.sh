# shellcheck shell=bash
# shellcheck disable=SC2154 # set by scripts/bench.sh
# The parts of scripts/bench.sh.

PASSWORD=the-plugs-demo
TUNING='shared_buffers=512MB effective_cache_size=2GB random_page_cost=1.1 max_wal_size=4GB checkpoint_timeout=30min'

wrk_ready() {
  command -v wrk >/dev/null && return
  note "installing Debian's wrk"
  apt_install wrk || fail "wrk is missing and only root may install it: run 'apt-get install wrk' as root."
}

# With the flags and features of the shipped server, so that only the routes differ.
build_bare() {
  long "The bare routes' build" cargo build --release --features ssr --bin the-plugs-bare
  cp "$TARGET/release/the-plugs-bare" "$OUT/"
}

# A server that keeps what it acknowledges: fsync, synchronous_commit and full_page_writes stay on.
pg_up_for_bench() {
  local flags='' setting
  for setting in $TUNING; do flags+=" -c $setting"; done
  pg_up_apart "-c max_connections=200 -c logging_collector=on -c log_destination=jsonlog -c log_directory=log $flags"
  export DATABASE_CONNECTIONS=16
}

domain() { printf 'bench-%d.example' "$1"; }

load() { # number of the organisation, contacts
  note "$2 contacts"
  pg_sql the_plugs -v number="$1" -v size="$2" -v domain="$(domain "$1")" -f scripts/bench/load.sql >/dev/null
  # What it wrote plain is sealed.
  run "$RELEASE/the-plugs" migrate >/dev/null
}

# The shipped program and the bare routes, each on a port of its own.
serve_both() {
  PAGES="$(free_port)" BARE="$(free_port)"
  # Everything is asked for from one address.
  export LEPTOS_SITE_ROOT="$RELEASE/site" LOG_LEVEL=error SESSION_LIFETIME_DAYS=7 PUBLIC_RATE_LIMIT=0
  LEPTOS_SITE_ADDR="127.0.0.1:$BARE" start_child env -u MIGRATION_DATABASE_URL "$OUT/the-plugs-bare" serve
  wait_until_it_serves 127.0.0.1 "$BARE"
  LEPTOS_SITE_ADDR="127.0.0.1:$PAGES" start_child env -u MIGRATION_DATABASE_URL "$RELEASE/the-plugs" serve
  SERVER="$CHILD"
  wait_until_it_serves 127.0.0.1 "$PAGES"
  sleep 5
}

# The cookie of an organisation's owner, signed in by the form.
cookie() { cookie_of "$PAGES" "owner@$(domain "$1")" 127.0.0.1; } # number of the organisation
cookie_of() { # port, e-mail address, from where
  curl -sS -o /dev/null -D - "http://127.0.0.1:$1/fn/accounts/sign-in" -H 'Accept: application/json' -H "X-Forwarded-For: $3" \
    -H 'Sec-Fetch-Site: same-origin' --data-urlencode "email=$2" --data-urlencode "password=$PASSWORD" |
    sed -nE 's/^set-cookie: (plugs=[^;]*).*/\1/Ip'
}

remember_memory() { # when
  printf '%s\t%s\n' "$1" "$(awk '/^VmRSS/ { print $2 }' "/proc/$SERVER/status")" >>"$OUT/memory.tsv"
}

# What follows the address of a route, a line for each request --------------------------------------------------------

ask() { pg_sql the_plugs -A -t -v number="$1" -v size="$2" -c "set search_path = public" -c "$ESCAPED" -f -; }
id="(lpad(to_hex(:number), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(1 + (n * 7919) % :size), 12, '0'))"
# A text as it stands in an address.
ESCAPED="create function pg_temp.escaped(what text) returns text language sql as \$\$
  select string_agg(case when chr(byte) ~ '[A-Za-z0-9]' then chr(byte) else '%' || lpad(to_hex(byte), 2, '0') end, '' order by at)
  from (select convert_to(what, 'UTF8') as bytes) as typed, lateral generate_series(0, length(bytes) - 1) as at,
    lateral (select get_byte(bytes, at)) as one (byte) \$\$"

once() { echo; }
boards() { echo '?layout=board'; }
records() { ask "$1" "$2" <<<"select '/' || $id from generate_series(1, 1000) n;"; }
moves() { # all three stages, so that most of them change something
  ask "$1" "$2" <<<"select ' contact_id=' || $id || '&to=' || (array['target', 'contact', 'plug'])[1 + n % 3] from generate_series(1, 5000) n;"
}
# The one event that load.sql makes.
agendas() { ask "$1" "$2" <<<"select '/' || lpad(to_hex(:number), 8, '0') || '-0000-7000-b000-000000000000/agenda';"; }
# Companies with plain names, as often as somebody works there.
firms() {
  ask "$1" "$2" <<<"
    select '/' || pg_temp.escaped(company) from contacts
    where id in (select $id::uuid from generate_series(1, 400) n) and company ~ '^[A-Za-z0-9 &]+\$' limit 200;"
}
# First names, last names, both and companies, as often as they come; every fifth with two letters exchanged.
searches() { words_to_find "$1" "$2" | sed 's/^/?q=/'; }
typed() { words_to_find "$1" "$2" | sed 's/^/ typed=/'; }
words_to_find() {
  ask "$1" "$2" <<<"
    select pg_temp.escaped(case when n % 5 = 0 and length(word) > 4
      then overlay(word placing substr(word, 4, 1) || substr(word, 3, 1) from 3) else word end)
    from generate_series(1, 200) n
    join contacts c on c.organization_id = (lpad(to_hex(:number), 8, '0') || '-0000-7000-9000-000000000000')::uuid
      and c.id = $id::uuid,
    lateral (select case n % 4 when 0 then c.first_name || ' ' || c.last_name when 1 then c.last_name
      when 2 then c.first_name else coalesce(c.company, c.last_name) end) as meant (word);"
}

# Asking --------------------------------------------------------------------------------------------------------------

# Writes the requests of a route at an address of it, one a line.
requests() { # address, function, number of the organisation, contacts
  local method=GET
  if [[ $2 == moves || $2 == typed ]]; then method=POST; fi
  "$2" "$3" "$4" | sed "s|^|$method $1|"
}

# One look before the hurry: a refusal would be quick and look like speed.
answers_well() { # port, file of requests, cookie
  local method path body status accept=text/html
  read -r method path body < <(shuf -n 1 --random-source=<(yes) "$2")
  if [[ $method == POST ]]; then accept=application/json; fi
  status="$(curl -sS -o "$OUT/answer" -w '%{http_code}' -X "$method" "http://127.0.0.1:$1$path" -H "Cookie: $3" -H "Accept: $accept" \
    -H 'Sec-Fetch-Site: same-origin' ${body:+--data "$body"})"
  [[ $status == 200 ]] || fail "$path answers $status: $(head -c 500 "$OUT/answer")"
}

# Requests/s, p50, p95, p99 in milliseconds and errors, parted by tabs.
hurry() { # port, file of requests, cookie, connections, seconds, where each is sent once: with which to begin, and threads
  wrk -t "$(($4 < 2 ? 1 : 2))" -c "$4" -d "${5}s" --timeout 30s -s scripts/bench/wrk.lua "http://127.0.0.1:$1" -- "$2" "$3" "${@:6}" |
    sed -nE 's/^figures //p' | tr ' ' '\t'
}

# A pgbench script of the statements of a bare route, as PostgreSQL logs them.
script_of() { # file of requests, cookie, contacts
  local log
  pg_log on
  answers_well "$BARE" "$1" "$2"
  pg_log off
  log="$(as_pg find "$PG_HOME/data/log" -name '*.json' -printf '%T@ %p\n' | sort -rn | sed -nE '1s/^[^ ]+ //p')"
  as_pg cat "$log" >"$OUT/log.json"
  node scripts/bench/statements.mjs "$OUT/log.json" "$3" >"$OUT/script.sql"
}
pg_log() { # on, into a file of its own, or off
  if [[ $1 == on ]]; then
    pg_sql postgres -c "alter system set log_statement = 'all'"
    pg_sql postgres -c 'select pg_rotate_logfile()' >/dev/null
  else
    pg_sql postgres -c 'alter system reset log_statement'
  fi
  pg_sql postgres -c 'select pg_reload_conf()' >/dev/null
  sleep 1.1
}

base() { # connections, seconds
  PGPASSWORD="$PG_APP_PASSWORD" "$PG_BIN/pgbench" -h 127.0.0.1 -p "$PG_PORT" -U plugs_app -n -M prepared -c "$1" -j "$(($1 < 2 ? 1 : 2))" \
    -T "$2" -f "$OUT/script.sql" the_plugs 2>"$OUT/pgbench.log" | sed -nE 's/^tps = ([0-9.]+).*/\1/p'
  grep -m 1 ERROR "$OUT/pgbench.log" >&2 || true
}

wanted() { [[ -z $ONLY || ",$ONLY," == *",$1,"* ]]; }

throughput() { # line of ROUTES
  local name page bare tails connections run variant port session
  read -r name page bare tails <<<"$1"
  wanted "$name" || return 0
  session="$(cookie 1)"
  requests "$page" "$tails" 1 "$SIZE" >"$OUT/$name.page"
  requests "$bare" "$tails" 1 "$SIZE" >"$OUT/$name.bare"
  script_of "$OUT/$name.bare" "$session" "$SIZE"
  answers_well "$PAGES" "$OUT/$name.page" "$session"
  for connections in "${CONNECTIONS[@]}"; do
    note "$name at $connections"
    hurry "$PAGES" "$OUT/$name.page" "$session" "$connections" 1 >/dev/null
    for run in $(seq "$RUNS"); do
      for variant in page bare; do
        port="$PAGES"
        if [[ $variant == bare ]]; then port="$BARE"; fi
        printf '%s\t%s\t%s\t%s\n' "$name" "$connections" "$variant" \
          "$(hurry "$port" "$OUT/$name.$variant" "$session" "$connections" "$SPELL")" >>"$OUT/throughput.tsv"
      done
      printf '%s\t%s\tpgbench\t%s\n' "$name" "$connections" "$(base "$connections" "$SPELL")" >>"$OUT/throughput.tsv"
    done
  done
}

# Jobs a second: queued first, then run by one worker, each through its organisation's Tenant with its row marked done in the
# transaction of its effect.
jobs_per_second() { # jobs
  local run left
  wanted jobs || return 0
  for run in $(seq "$RUNS"); do
    note "$1 jobs, run $run"
    pg_sql the_plugs -q -v size="$1" >/dev/null <<<"
      set app.actor_kind = 'job';
      set app.organization_id = '00000001-0000-7000-9000-000000000000';
      insert into jobs (organization_id, queue, kind)
      select app.current_organization(), 'cleanup', 'contacts/forget_bulk_changes' from generate_series(1, :size);"
    JOBS_AT_ONCE=16 LOG_LEVEL=error start_child env -u MIGRATION_DATABASE_URL "$RELEASE/the-plugs" worker --queues cleanup
    for _ in $(seq 1200); do
      left="$(pg_sql the_plugs -A -t -c "select count(*) from jobs where state in ('waiting', 'running')")"
      if ((left == 0)); then break; fi
      sleep 0.5
    done
    stop_child "$CHILD"
    pg_sql the_plugs -A -t -c "
      select count(*) / extract(epoch from max(ended_at) - min(started_at)) from jobs
      where state = 'done' and created_at = (select max(created_at) from jobs)" >>"$OUT/jobs.tsv"
  done
}

# The list of an event with so many attendees: its page as it begins and searched, and what a browser asks while one types.
attendees() { # attendees
  local session event what connections run
  wanted attendees || return 0
  note "$1 attendees"
  pg_sql the_plugs -v number=1 -v size="$1" -f scripts/bench/attendees.sql >/dev/null
  session="$(cookie 1)" event=00000001-0000-7000-e000-000000000000
  echo "GET /events/$event/attendees" >"$OUT/attendees.list"
  words_to_find 1 "$1" | sed "s|^|GET /events/$event/attendees?q=|" >"$OUT/attendees.search"
  words_to_find 1 "$1" | sed "s|.*|POST /fn/attendees/list event_id=$event\&filter%5Bsearch%5D=&\&filter%5Bsort%5D=name\&filter%5Bdescending%5D=false|" \
    >"$OUT/attendees.typed"
  for what in list search typed; do
    answers_well "$PAGES" "$OUT/attendees.$what" "$session"
    for connections in "${CONNECTIONS[@]}"; do
      note "attendees, $what, at $connections"
      hurry "$PAGES" "$OUT/attendees.$what" "$session" "$connections" 1 >/dev/null
      for run in $(seq "$RUNS"); do
        printf '%s\t%s\t%s\n' "$what" "$connections" "$(hurry "$PAGES" "$OUT/attendees.$what" "$session" "$connections" "$SPELL")" >>"$OUT/attendees.tsv"
      done
    done
  done
}

# The page that everybody is shown of an event of 200 items, as somebody who is not signed in asks for it.
public_page() {
  local connections run
  wanted public || return 0
  pg_sql the_plugs -q <<<"
    set app.actor_kind = 'job';
    set app.organization_id = '00000001-0000-7000-9000-000000000000';
    update events set status = 'published', public_address = 'bench-forum'
    where organization_id = app.current_organization() and id = '00000001-0000-7000-b000-000000000000'" >/dev/null
  echo 'GET /e/bench-forum' >"$OUT/public"
  answers_well "$PAGES" "$OUT/public" ''
  for connections in "${CONNECTIONS[@]}"; do
    note "the public page at $connections"
    hurry "$PAGES" "$OUT/public" '' "$connections" 1 >/dev/null
    for run in $(seq "$RUNS"); do
      printf '%s\t%s\n' "$connections" "$(hurry "$PAGES" "$OUT/public" '' "$connections" "$SPELL")" >>"$OUT/public.tsv"
    done
  done
}

# The list of events while there are more and more of them.
events_list() {
  local events run session before=0
  wanted events || return 0
  session="$(cookie 1)"
  echo 'GET /events' >"$OUT/events"
  for events in "${EVENTS[@]}"; do
    note "$events events"
    pg_sql the_plugs -v number=1 -v first="$((before + 1))" -v last="$events" -f scripts/bench/events.sql >/dev/null
    before="$events"
    answers_well "$PAGES" "$OUT/events" "$session"
    hurry "$PAGES" "$OUT/events" "$session" 1 1 >/dev/null
    for run in $(seq "$RUNS"); do
      printf '%s\t%s\n' "$events" "$(hurry "$PAGES" "$OUT/events" "$session" 1 "$SPELL")" >>"$OUT/events.tsv"
    done
  done
}

# Streams of one process that nothing else is asked of: what each takes, and how soon all hear of a change.
streams() { # how many
  local port server people person
  wanted streams || return 0
  people=$((($1 + 15) / 16)) # so many may one person have
  note "$1 streams of $people people"
  pg_sql the_plugs -q -v people="$people" >/dev/null <<<"
    set app.actor_kind = 'job';
    set app.organization_id = '00000001-0000-7000-9000-000000000000';
    insert into users (organization_id, email, password_hash, first_name, last_name, role, is_admin, is_verified)
    select organization_id, 'listener' || n || '@$(domain 1)', password_hash, 'Listener', n::text, role, is_admin, true
    from users cross join generate_series(1, :people) as n
    where organization_id = app.current_organization() and role = 'owner'"
  port="$(free_port)"
  LEPTOS_SITE_ADDR="127.0.0.1:$port" TRUSTED_PROXIES=127.0.0.1 start_child env -u MIGRATION_DATABASE_URL "$RELEASE/the-plugs" serve
  server="$CHILD"
  wait_until_it_serves 127.0.0.1 "$port"
  for person in $(seq "$people"); do cookie_of "$port" "listener$person@$(domain 1)" "198.18.0.$person"; done >"$OUT/cookies"
  (ulimit -S -n "$(ulimit -H -n)" && node scripts/bench/streams.mjs "http://127.0.0.1:$port" "$1" "$RUNS" "$server" "$OUT/cookies" \
    00000001-0000-7000-8000-000000000001) >"$OUT/streams.tsv" || { rm -f "$OUT/streams.tsv"; note "the streams failed, and their figures are missing"; }
  stop_child "$server"
}

# Claims of an organisation, by their numbers.
claims() { # number of the organisation, first, last, whether they wait
  note "claims up to $3"
  pg_sql the_plugs -v number="$1" -v first="$2" -v last="$3" -v pending="$4" -f scripts/bench/claims.sql >/dev/null
}

# Approving claims, each once, and all of them distinct, at 32 connections.
approvals() { # claims that wait
  local run session from=1 before=0 approved line
  wanted approve || return 0
  claims 2 1 "$1" 1
  session="$(cookie 2)"
  seq "$1" | awk '{ printf "POST /fn/expenses/decide claims%%5B0%%5D=00000002-0000-7000-c000-%012x%%3A1&verdict=approve&comment=\n", $1 }' >"$OUT/approve"
  for run in $(seq 0 "$RUNS"); do
    note "approving, run $run"
    line="$(hurry "$PAGES" "$OUT/approve" "$session" 32 "$SPELL" "$from" 2)"
    approved="$(pg_sql the_plugs -A -t -c "
      select count(*) from expenses where status = 'approved' and organization_id = '00000002-0000-7000-9000-000000000000'")"
    # What is refused is quick and would look like speed.
    ((approved > before)) || fail 'nothing was approved'
    # The first warms up.
    if ((run > 0)); then printf '%s\t%s\n' "$((approved - before))" "$line" >>"$OUT/approve.tsv"; fi
    # What was under way at the end is left out.
    from=$((from + approved - before + 200)) before="$approved"
  done
}

# What claims come to, while there are more and more of them.
reports() { # claims
  local size by run session before=0
  wanted report || return 0
  session="$(cookie 3)"
  for size in $(($1 / 100)) $(($1 / 10)) "$1"; do
    claims 3 "$((before + 1))" "$size" 0
    before="$size"
    : >"$OUT/report"
    for by in type person event category tax_rate month; do echo "GET /expenses/reports?by=$by" >>"$OUT/report"; done
    answers_well "$PAGES" "$OUT/report" "$session"
    hurry "$PAGES" "$OUT/report" "$session" 1 1 >/dev/null
    for run in $(seq "$RUNS"); do
      printf '%s\t%s\n' "$size" "$(hurry "$PAGES" "$OUT/report" "$session" 1 "$SPELL")" >>"$OUT/report.tsv"
    done
  done
}

# The organisation of a size, loaded where it is not there yet, and each route in it at one connection.
grow() { # contacts
  local name page bare tails route organization session variant port
  case $1 in
    "$SIZE") organization=1 ;;
    "$OTHERS") organization=2 ;;
    *) organization="$number"; load "$number" "$1"; number=$((number + 1)) ;;
  esac
  session="$(cookie "$organization")"
  for route in "${ROUTES[@]}"; do
    read -r name page bare tails <<<"$route"
    wanted "$name" || continue
    requests "$page" "$tails" "$organization" "$1" >"$OUT/$name.page"
    requests "$bare" "$tails" "$organization" "$1" >"$OUT/$name.bare"
    for variant in page bare; do
      port="$PAGES"
      if [[ $variant == bare ]]; then port="$BARE"; fi
      answers_well "$port" "$OUT/$name.$variant" "$session"
      hurry "$port" "$OUT/$name.$variant" "$session" 1 1 >/dev/null
      printf '%s\t%s\t%s\t%s\n' "$name" "$1" "$variant" "$(hurry "$port" "$OUT/$name.$variant" "$session" 1 "$SPELL")" >>"$OUT/growth.tsv"
    done
  done
}

# What a browser loads, in bytes: raw, brotli, gzip; the app's main part, each of its pieces, and what pieces share.
weigh() {
  local file name
  for file in "$RELEASE"/site/pkg/*.{wasm,js,css}; do
    name="$(basename "$file" | sed -E 's/\.[A-Za-z0-9_-]{22}\././; s/^the-plugs\.wasm$/main wasm/; s/^the-plugs\.//')"
    printf '%s\t%d\t%d\t%d\n' "$name" "$(stat -c %s "$file")" "$(stat -c %s "$file.br")" "$(stat -c %s "$file.gz")"
  done | sort >"$OUT/bytes.tsv"
}

look_with_a_browser() {
  (cd end2end && BASE_URL="http://127.0.0.1:$PAGES" BENCH_EMAIL="owner@$(domain 1)" BENCH_RUNS="$((RUNS * 2 + 1))" BENCH_OUT="$OUT/browser.json" \
    timeout 900 ./node_modules/.bin/playwright test --config bench.config.ts) || note "the browser's part failed, and its figures are missing"
}

facts() {
  local cores memory model
  cores="$(nproc)" memory="$(free -g | awk '/^Mem/ { print $2 }')"
  model="$(sed -nE 's/^model name\s*: //p' /proc/cpuinfo | head -n 1)"
  cat >"$OUT/facts.json" <<JSON
{ "commit": "$(git rev-parse --short HEAD 2>/dev/null || echo 'no commit')", "date": "$(date -u +%F)",
  "machine": "$cores cores ($model), $memory GiB", "postgres": "$(pg_major "$PG_BIN")", "tuning": "fsync and synchronous_commit on, $TUNING",
  "organizations": "an organisation of $SIZE contacts beside nine of $OTHERS", "runs": "$RUNS runs", "seconds": "$SPELL" }
JSON
}

# Puts the figures into the document, between its two marks.
keep_figures() {
  local document=docs/performance.md
  sed -i -e '/^<!-- figures -->$/,/^<!-- end of figures -->$/{//!d}' -e "/^<!-- figures -->\$/r $OUT/report.md" "$document"
  note "written into $document"
}
