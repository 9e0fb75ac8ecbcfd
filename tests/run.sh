#!/usr/bin/env bash
# Builds everything, runs every test, and ends with one line: "N passed, N failed".
#
#   tests/run.sh             all of it
#   tests/run.sh --quick     without the slow parts: sanitizers, clang-tidy, the instruction budget
#
# On a bare Debian 12 it installs what is missing (as root, or with sudo); see tests/support/packages.sh for how.
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1
. tests/support/packages.sh
. tests/support/build.sh

quick=
case "${1:-}" in
  '') ;;
  --quick) quick=yes ;;
  *) echo "usage: tests/run.sh [--quick]" >&2; exit 2 ;;
esac

passed=0
failed=0
failures=()

# count LINE...: reads the output of a part: `ok NAME` and `not ok NAME: why`; everything else is passed on.
count() {
  local line
  while IFS= read -r line; do
    case "$line" in
      'ok '*) passed=$((passed + 1)) ;;
      'not ok '*) failed=$((failed + 1)); failures+=("${line#not ok }"); printf '%s\n' "$line" ;;
      *) printf '%s\n' "$line" ;;
    esac
  done
}

# part NAME COMMAND...: a script that prints ok and not ok lines. Its failing without such a line is a failure too.
part() {
  local name=$1 before=$failed status=0 output
  shift
  say "$name"
  output=$(mktemp)
  "$@" </dev/null >"$output" 2>&1 || status=$?
  count <"$output"
  rm -f "$output"
  if [ "$status" != 0 ] && [ "$failed" = "$before" ]; then
    failed=$((failed + 1))
    failures+=("$name: ended with status $status")
  fi
}

# bazel_tests NAME FLAGS...: every test target counts.
bazel_tests() {
  local name=$1 output status=0
  shift
  say "$name"
  output=$(mktemp)
  bazel test "${bazel_flags[@]}" --noshow_progress --ui_event_filters=-info,-stdout --keep_going \
    --test_output=errors --test_summary=short "$@" >"$output" 2>&1 || status=$?
  grep -vE '^(Executed|There were tests|$)|PASSED in|PASSED *$' "$output" || true
  while read -r target verdict _; do
    case "$target $verdict" in
      //*' PASSED' | //*' (cached)') passed=$((passed + 1)) ;;
      //*' FAILED' | //*' TIMEOUT' | //*' NO') failed=$((failed + 1)); failures+=("$target $*") ;;
    esac
  done < <(grep -E '^//' "$output")
  if [ "$status" != 0 ] && [ "$status" != 3 ]; then
    failed=$((failed + 1))
    failures+=("$name: bazel ended with status $status")
  fi
  rm -f "$output"
}

need_build_tools || exit 1
need_packages openssl || exit 1

part "layers: who includes whom" bash tests/layers.sh
bazel_tests "unit tests and cases" //tests/...
say "building the programs"
bazel build "${bazel_flags[@]}" --noshow_progress --ui_event_filters=-info //nagios/... //zabbix/... //tests/lab || exit 1
part "the programs against the lab" bash tests/lab/run.sh bazel-bin
need_packages nginx-light && part "real nginx" bash tests/servers/nginx.sh bazel-bin
part "real Postfix" bash tests/servers/postfix.sh bazel-bin

if [ -z "$quick" ]; then
  need_packages valgrind monitoring-plugins-basic && part "instruction budget" bash tests/bench/budget.sh bazel-bin
  need_packages clang-format clang-tidy && part "format and lint" bash tests/lint.sh
  bazel_tests "the same under ASan and UBSan" --config=asan --config=ubsan //tests/...
  # The last build decides what bazel-bin is: the programs with sanitizers.
  bazel build "${bazel_flags[@]}" --noshow_progress --ui_event_filters=-info --config=asan --config=ubsan \
    //nagios/... //zabbix/... //tests/lab || exit 1
  part "the sanitized programs against the lab" bash tests/lab/run.sh bazel-bin
fi

if [ "$failed" != 0 ]; then
  say "failed:"
  printf '   %s\n' "${failures[@]}"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
