# shellcheck shell=bash
# Runs checks and tests one after the other, whatever becomes of each, and adds up what they said.

PASSED=0 FAILED=0 RESULTS=() FLAKY=()

# Passes or fails as a whole.
check() { # what, command…
  local what="$1"; shift
  step "$what"
  if run "$@"; then outcome "$what" 1 0; else outcome "$what" 0 1; fi
}

# Says itself how many tests passed and failed.
tests() { # what, command…
  local what="$1" log="$DATA/last-tests.log" status=0 passed failed; shift
  step "$what"
  run logged "$log" "$@" || status=$?
  read -r passed failed < <(counts "$log")
  mapfile -t -O "${#FLAKY[@]}" FLAKY < <(flaky "$log")
  # What failed without a failed test did not get as far as testing.
  if ((status != 0 && failed == 0)); then failed=1; fi
  outcome "$what" "$passed" "$failed"
}

outcome() {
  PASSED=$((PASSED + $2)) FAILED=$((FAILED + $3))
  RESULTS+=("$(if (($3)); then echo FAILED; else echo passed; fi)  $1: $2 passed, $3 failed, $(duration $((SECONDS - BEGAN)))")
  step_done
}

# The last line is read by machines, so it stands alone.
summary() {
  say "" "${RESULTS[@]}"
  if ((${#FLAKY[@]})); then say "" "Passed only at the second attempt, which is a fault to be mended:" "${FLAKY[@]}"; fi
  printf '\n%d passed, %d failed\n' "$PASSED" "$FAILED"
  ((FAILED == 0))
}

has_nextest() { cargo nextest --version >/dev/null 2>&1; }

# Tests of the Rust code that may use a database (integration), that have none (unit), or that have a full length (long).
rust_tests() { # unit | integration | long
  export SQLX_OFFLINE=true
  # A thousand streams are as many open files, on either side.
  ulimit -S -n "$(ulimit -H -n)"
  if has_nextest; then
    local database='kind(test) + (test(/(^|::)tests::/) - test(/^ui::/))' only profile=default
    case $1 in
      unit) only="not ($database)" ;;
      integration) only="$database" ;;
      long) only='test(/^interleaving::/) + test(many_at_once) + test(workers_that_are_killed) + test(a_thousand_streams)' profile=long ;;
    esac
    cargo nextest run --profile "$profile" --cargo-profile ci "${CODE[@]}" --lib --test contract -E "$only" \
      --run-ignored "$IGNORED" --no-fail-fast --status-level slow --final-status-level flaky
  elif [[ $1 == unit ]]; then
    plain_tests --lib -- --skip ::tests:: --skip ui:: && plain_tests --lib -- ui::
  elif [[ $1 == long ]]; then
    plain_tests --test contract -- interleaving:: many_at_once workers_that_are_killed a_thousand_streams
  else
    plain_tests --lib -- ::tests:: --skip ui:: && plain_tests --test contract --
  fi
}
plain_tests() {
  if [[ $IGNORED == all ]]; then set -- "$@" --include-ignored; fi
  cargo test --profile ci "${CODE[@]}" "$@" --quiet
}

# Reads "passed failed" out of what nextest, cargo test or Playwright wrote.
counts() { # log
  sed -E 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    function before(word,   i) { for (i = 2; i <= NF; i++) if ($i ~ "^" word) return $(i - 1) + 0; return 0 }
    /^ *Summary \[/    { passed += before("passed"); failed += before("failed") + before("timed"); next }
    /^test result:/    { passed += before("passed"); failed += before("failed"); next }
    /^ +[0-9]+ (passed|flaky)/ { passed += $1; next }
    /^ +[0-9]+ (failed|interrupted|did not run)/ { failed += $1 }
    END { print passed + 0, failed + 0 }'
}

# Names what nextest or Playwright saw pass only at the second attempt.
flaky() { # log
  sed -E 's/\x1b\[[0-9;]*m//g' "$1" | awk '
    /^ *FLAKY / { print "  " $NF }
    /^  [0-9]+ [a-z ]+/ { listed = $2 == "flaky"; next }
    listed && /^ +[^ ].* › / { print "  " $0 }' | sed -E 's/^ +/  /; s/ ─+$//' | sort -u
}
