#!/usr/bin/env bash
# Tests The Plugs.
#
#   scripts/test.sh               everything
#   scripts/test.sh fast          format, lints, unit and integration tests but the long ones
#   scripts/test.sh unit          tests without a database
#   scripts/test.sh integration   tests against a PostgreSQL that this script starts
#   scripts/test.sh e2e           journeys in a real browser
#   scripts/test.sh long          the three that are short above, at full length: 100,000 interleaved and cut-off units of
#                                 work, 1,000 visitors at once on every page, and 100 workers killed (about 25 minutes
#                                 on two cores)
#
# Modules named `tests` and the folder tests/ may use a database; modules named `unit` and all of src/ui need none.
# A test that takes longer than a few seconds says so with #[ignore = "long: …"], and runs except in `fast`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh
. scripts/lib/build.sh
. scripts/lib/browser.sh
. scripts/lib/checks.sh

# One profile and one set of features for all that is compiled, so that it is compiled once.
CODE=(--features 'ssr,testing')
IGNORED=all

format() { cargo fmt --check; }
scripts_lint() {
  if command -v shellcheck >/dev/null; then shellcheck -x scripts/*.sh scripts/lib/*.sh .ci/run; else bash -n scripts/*.sh; fi
}
lint_browser() { SQLX_OFFLINE=true cargo clippy --profile ci --lib --features hydrate --target wasm32-unknown-unknown -- -D warnings; }

lints() {
  check "Format" format
  check "Lints of the scripts" scripts_lint
  check "Lints of the server, and .sqlx in step" scripts/sqlx.sh --check
  check "Lints of the browser's half" lint_browser
}

unit() { tests "Unit tests" rust_tests unit; }

integration() {
  node_ready
  npm_packages "$ROOT/tests/smtp"
  npm_packages "$ROOT/tests/ical"
  npm_packages "$ROOT/tests/sepa"
  npm_packages "$ROOT/tests/pdf"
  pg_up_for_tests
  export TEST_DATABASE_URL="postgres://postgres:$PG_ADMIN_PASSWORD@127.0.0.1:$PG_PORT/postgres"
  tests "Integration tests, against PostgreSQL $(pg_major "$PG_BIN")" rust_tests integration
  unset TEST_DATABASE_URL
}

long_tests() {
  pg_up_for_tests
  export TEST_DATABASE_URL="postgres://postgres:$PG_ADMIN_PASSWORD@127.0.0.1:$PG_PORT/postgres" PLUGS_LONG=1
  tests "100,000 units of work, 1,000 visitors on every page, 100 workers killed" rust_tests long
}

journeys() {
  browser_ready
  tests "Journeys in a browser" in_a_browser
}

coverage() {
  if ! cargo llvm-cov --version >/dev/null 2>&1 || ! has_nextest; then
    step "No coverage: cargo-llvm-cov is not installed"
    return
  fi
  pg_up_for_tests
  TEST_DATABASE_URL="postgres://postgres:$PG_ADMIN_PASSWORD@127.0.0.1:$PG_PORT/postgres" \
    check "Coverage" cargo llvm-cov nextest --cargo-profile ci "${CODE[@]}" --summary-only
}

make_data_folder
what="${1:-all}"
case "$what" in
  unit | integration) STEPS=1; rust_ready; "$what" ;;
  e2e) STEPS=1; journeys ;;
  long) STEPS=1; rust_ready; long_tests ;;
  fast) STEPS=6 IGNORED=default; rust_ready; lints; unit; integration ;;
  all) STEPS=8; builders_ready; lints; unit; integration; journeys; coverage ;;
  *) sed -n '2,14s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
summary
