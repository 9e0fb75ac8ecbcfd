#!/usr/bin/env bash
# Builds everything, runs every test, and ends with one line: "N passed, N failed".
#
#   tests/run.sh             all of it
#   tests/run.sh --quick     without the slow parts: real clients and monitors, sanitizers, clang-tidy, the instruction budget
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

# took START: what a part cost. The whole has 90 minutes.
took() { printf '%s\n' "-- $((SECONDS - $1)) s, of $SECONDS s so far"; }

# part NAME COMMAND...: a script that prints ok and not ok lines. Its failing without such a line is a failure too.
part() {
  local name=$1 before=$failed status=0 start=$SECONDS output
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
  took "$start"
}

# bazel_tests NAME FLAGS...: every test target counts.
bazel_tests() {
  local name=$1 status=0 start=$SECONDS output
  shift
  say "$name"
  output=$(mktemp)
  bazel test "${bazel_flags[@]}" --noshow_progress --keep_going \
    --test_output=errors --test_summary=short "$@" >"$output" 2>&1 || status=$?
  grep -vE "^([0-9.]+: src/main/tools|Executed|There were tests|INFO|//|$)" "$output" || true
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
  took "$start"
}

# needing "PACKAGE..." PART...: a part that needs more packages. Without them it fails, aloud.
needing() {
  local packages=$1
  shift
  # shellcheck disable=SC2086
  if need_packages $packages; then
    "$@"
  else
    failed=$((failed + 1))
    failures+=("$2: cannot install $packages")
  fi
}

build() {
  local start=$SECONDS
  bazel build "${bazel_flags[@]}" --noshow_progress --ui_event_filters=-info "$@" //nagios/... //zabbix/... //tests/lab //tests/paths/... //tests/bench/... //tests/zabbix/... \
  //tests/checks/list:digest_sample //tests/checks/submit:submit_sample || exit 1
  took "$start"
}

need_build_tools || exit 1
need_packages openssl tzdata || exit 1

part "layers: who may include whom" bash tests/layers.sh
bazel_tests "unit tests" //tests/...
say "building the programs"
build
needing python3 part "the pages: options and files" /usr/bin/python3 -B tests/pages.py bazel-bin
part "the programs against the lab" bash tests/programs/run.sh bazel-bin
part "the programs against the scenarios for clients" bash tests/programs/clients.sh bazel-bin
part "fetching what a chain lacks" bash tests/programs/aia.sh bazel-bin
needing python3 part "lists of endpoints" /usr/bin/python3 -B tests/programs/list.py bazel-bin
part "certificate files" bash tests/programs/cert_file.sh bazel-bin
part "paths by exit status" bash tests/paths/run.sh bazel-bin
needing "python3 tzdata" part "the mail digest" /usr/bin/python3 -B tests/programs/digest.py bazel-bin
part "stories of chains" bash tests/programs/stories.sh bazel-bin
needing "python3 libnss-wrapper" part "names with several addresses" bash tests/programs/addresses.sh bazel-bin
needing "nginx-light haproxy" part "keys, versions and client certificates of real servers" bash tests/programs/keys_and_versions.sh bazel-bin
part "the programs misused" bash tests/programs/abuse.sh bazel-bin
needing python3 part "submitting, ended at random moments" /usr/bin/python3 -B tests/programs/submit.py bazel-bin
needing "python3 util-linux" part "lists, signals and full disks" /usr/bin/python3 -B tests/programs/list_trouble.py bazel-bin
needing "python3 openssl" part "lists, ended at random moments" /usr/bin/python3 -B tests/programs/list_killed.py bazel-bin
needing python3 part "the templates for Zabbix by themselves" /usr/bin/python3 tests/zabbix/templates.py bazel-bin
needing python3 part "the page of Zabbix" /usr/bin/python3 tests/zabbix/page.py bazel-bin
part "endpoints and item keys of Zabbix" bash tests/programs/discovery.sh bazel-bin
part "the loadable module for Zabbix" bash tests/zabbix/module.sh bazel-bin
part "cases: saved evidence and the whole output" bash tests/cases/run.sh bazel-bin
part "real servers" bash tests/servers/run.sh bazel-bin

if [ -z "$quick" ]; then
  needing "curl openssl gnutls-bin python3 python3-requests nodejs default-jdk-headless golang-go chromium libnss3-tools" \
    part "the client table against real clients" bash tests/clients/run.sh bazel-bin
  needing "chromium python3" part "the HTML report in Chromium" bash tests/report/run.sh bazel-bin
  needing valgrind part "budget of start-up" bash tests/bench/budget.sh bazel-bin
  needing "clang-format clang-tidy git" part "format and lint" bash tests/lint.sh
  part "fuzz targets, 20 s each" bash tests/fuzz/run.sh 20
  bazel_tests "unit tests with ASan and UBSan" --config=asan --config=ubsan //tests/...
  say "building the programs with ASan and UBSan"
  build --config=asan --config=ubsan
  part "the sanitized programs against the lab" bash tests/programs/run.sh bazel-bin
  part "the sanitized programs fetching" bash tests/programs/aia.sh bazel-bin
  part "lists of endpoints, sanitized" /usr/bin/python3 -B tests/programs/list.py bazel-bin
  part "certificate files, sanitized" bash tests/programs/cert_file.sh bazel-bin
  part "paths by exit status, sanitized" bash tests/paths/run.sh bazel-bin
  part "the sanitized programs on stories" bash tests/programs/stories.sh bazel-bin
  part "endpoints and item keys of Zabbix, sanitized" bash tests/programs/discovery.sh bazel-bin
  part "the sanitized programs misused" env SANITIZED=yes bash tests/programs/abuse.sh bazel-bin
  part "the loadable module, sanitized" env SANITIZED=yes REFUSED=2000 HANDSHAKES=200 bash tests/zabbix/module.sh bazel-bin
  part "the sanitized programs on the cases" bash tests/cases/run.sh bazel-bin
  build
fi

[ -n "$quick" ] || part "inside real monitors" bash tests/monitors/run.sh bazel-bin

if [ "$failed" != 0 ]; then
  say "failed:"
  printf '   %s\n' "${failures[@]}"
fi
printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
