#!/usr/bin/env bash
# Runs check_tls on each scenario of the lab and prints a table: tests/demo.sh, once it has built both.
set -eu -o pipefail
. "$(dirname "$0")/lab.sh"
check=bazel-bin/nagios/check_tls
trap 'end_lab || true' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  colours=($'\e[32m' $'\e[33m' $'\e[31m' $'\e[35m')
  bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
else
  colours=('' '' '' '') bold='' dim='' plain=''
fi
words=(OK WARNING CRITICAL UNKNOWN)
total=0
as_expected=0
declare -A sentence expected

while IFS=$'\t' read -r name status text; do
  sentence[$name]=$text
  expected[$name]=$status
done < <(bazel-bin/tests/lab/lab --list)

show() {
  local name=$1 host=$2 port=$3 status=0 line
  shift 3
  line=$("$check" -H "$host" -I 127.0.0.1 -p "$port" -t 2 "$@" </dev/null) || status=$?
  line=${line%%$'\n'*}
  line=${line%% | *}
  total=$((total + 1))
  printf '%s%-30s%s %s%-8s%s %d   %s\n' "$bold" "$name" "$plain" "${colours[$status]}" "${words[$status]}" "$plain" \
    "$status" "${sentence[$name]}"
  printf '%44s%s%s%s\n' '' "$dim" "${line#TLS * - }" "$plain"
  if [ "$status" = "${expected[$name]}" ]; then
    as_expected=$((as_expected + 1))
  else
    printf '%44s%sexpected exit status %s%s\n' '' "$bold" "${expected[$name]}" "$plain"
  fi
}

start_lab bazel-bin "${1:-*}"
printf '\n%s%-30s %-8s %s   %s%s\n' "$bold" SERVER VERDICT EXIT 'WHAT THE SERVER IS, AND WHAT CHECK_TLS SAYS OF IT' "$plain"
each_scenario show
printf '\n%d servers, %d judged as they should be.\n' "$total" "$as_expected"
[ "$total" = "$as_expected" ]
