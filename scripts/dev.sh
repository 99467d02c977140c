#!/usr/bin/env bash
# Works on The Plugs: builds without optimising, serves with demo data, and builds and reloads again as files change.
# PORT and LEPTOS_SITE_ADDR as in start.sh; the database is the same as its.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh
. scripts/lib/build.sh
. scripts/lib/site.sh
STEPS=3
# Watching compiles other flags in; a folder of its own spares it and the tests each other's work.
export CARGO_TARGET_DIR="$TARGET/dev"

make_data_folder
step "What this machine has"
choose_address
choose_database
builders_ready
npm_packages "$ROOT"
npm run --silent assets
step_done

step "Database"
LEPTOS_WATCH=true long "The build" cargo build --profile ci --features ssr --bin the-plugs
prepare_database "$CARGO_TARGET_DIR/ci/the-plugs"
step_done

step "Watching"
LEPTOS_RELOAD_PORT=$((SITE_PORT + 1)) LEPTOS_SITE_ROOT="$CARGO_TARGET_DIR/site" run env -u MIGRATION_DATABASE_URL cargo leptos watch --split -- serve
