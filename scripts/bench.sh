#!/usr/bin/env bash
# Measures The Plugs: the release as it ships, on a PostgreSQL of its own that keeps what it acknowledges.
#
#   scripts/bench.sh              everything, and writes the figures into docs/performance.md (about 20 minutes on two
#                                 cores, the build apart)
#   scripts/bench.sh --million    and how it grows to 1,000,000 contacts (longer, and 8 GiB of disk for a while)
#   scripts/bench.sh --quick      a tenth of the data, a second at a time; prints the figures only (a few minutes)
#   scripts/bench.sh --no-browser leaves the browser out; --only table,inbox,jobs,attendees,public,events,streams,approve,report measures these only
#
# An organisation of 100,000 contacts stands beside nine of 10,000, later one of 1,000 as well. A route is a line in
# ROUTES below. Needs Debian's wrk, which root has installed here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh
. scripts/lib/build.sh
. scripts/lib/bench.sh

# Name, page, bare route of the same statements, and what follows both: a function of scripts/lib/bench.sh.
ROUTES=(
  'board         /contacts            /bare/board   boards'
  'table         /contacts            /bare/table   once'
  'search        /fn/contacts/search  /bare/search  typed'
  'search_table  /contacts            /bare/table   searches'
  'record        /contacts            /bare/record  records'
  'companies     /companies           /bare/companies  once'
  'company       /companies           /bare/companies  firms'
  'agenda        /events              /bare/events  agendas'
  'inbox         /expenses/approvals  /bare/inbox   once'
  'move          /fn/contacts/move    /bare/move    moves'
)

SIZE=100000 OTHERS=10000 GROWTH=(1000 10000 100000) EVENTS=(100 1000 10000) RUNS=3 SPELL=2 CONNECTIONS=(1 16 64)
QUICK=no BROWSER=yes ONLY=
while (($#)); do
  case $1 in
    --quick) QUICK=yes SIZE=10000 OTHERS=1000 GROWTH=(1000 10000) RUNS=1 SPELL=1 ;;
    --million) GROWTH+=(1000000) ;;
    --no-browser) BROWSER=no ;;
    --only) ONLY="$2"; shift ;;
    *) sed -n '2,12s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
  shift
done

STEPS=13
make_data_folder
OUT="$DATA/bench"
rm -rf "$OUT"
mkdir -p "$OUT"

step "What this machine has"
wrk_ready
builders_ready
npm_packages "$ROOT"
if [[ $BROWSER == yes ]]; then chromium_ready; npm_packages "$ROOT/end2end"; fi
step_done

step "The release, and the bare routes"
release_is_fresh || build_release
build_bare
step_done

step "PostgreSQL and $SIZE contacts beside nine times $OTHERS"
pg_up_for_bench
"$RELEASE/the-plugs" migrate --roles
"$RELEASE/the-plugs" seed --demo >/dev/null
load 1 "$SIZE"
for number in $(seq 2 10); do load "$number" "$OTHERS"; done
if wanted inbox; then claims 1 1 "$((SIZE / 10))" 1; fi
step_done

step "Jobs"
jobs_per_second "$((SIZE / 5))"
step_done

step "The server"
serve_both
remember_memory idle
step_done

step "Throughput"
for route in "${ROUTES[@]}"; do throughput "$route"; done
remember_memory 'right after the load'
sleep 10
remember_memory 'ten seconds later'
step_done

step "The attendees of one event"
attendees "$((SIZE / 2))"
step_done

step "Events"
public_page
events_list
step_done

step "Streams"
streams 1000
step_done

step "Expenses"
approvals "$((SIZE / 2))"
reports "$((SIZE * 10))"
step_done

step "In the browser"
weigh
if [[ $BROWSER == yes ]]; then look_with_a_browser; fi
step_done

step "As an organisation grows"
number=11
for size in "${GROWTH[@]}"; do grow "$size"; done
step_done

step "The figures"
facts
node scripts/bench/report.mjs "$OUT" >"$OUT/report.md"
cat "$OUT/report.md"
if [[ $QUICK == no && -z $ONLY ]]; then keep_figures; fi
step_done
