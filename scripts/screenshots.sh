#!/usr/bin/env bash
# Makes pictures of every page at 390, 820 and 1440 px, in light and in dark.
#
#   scripts/screenshots.sh            into end2end/screenshots
#   scripts/screenshots.sh --readme   and those that the README shows into docs/screenshots
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
. scripts/lib/common.sh
. scripts/lib/web.sh
. scripts/lib/tools.sh
. scripts/lib/postgres.sh
. scripts/lib/build.sh
. scripts/lib/browser.sh

make_data_folder
export SCREENSHOTS="$ROOT/end2end/screenshots"
if [[ ${1:-} == --readme ]]; then export README_SCREENSHOTS="$ROOT/docs/screenshots"; fi
browser_ready
run in_a_browser --config screenshots.config.ts
say "The pictures are in $SCREENSHOTS."
