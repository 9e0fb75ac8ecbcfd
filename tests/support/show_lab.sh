#!/usr/bin/env bash
# Runs check_tls on each scenario of the lab and prints a table. tests/demo.sh has built both.
set -eu -o pipefail
wanted=${1:-*}
check=bazel-bin/nagios/check_tls
lab=bazel-bin/tests/lab/lab
folder=$(mktemp -d)
trap 'exec 8>&-; [ -z "${lab_pid:-}" ] || wait "$lab_pid" 2>/dev/null || true; rm -rf "$folder"' EXIT

if [ -t 1 ] && [ -z "${NO_COLOR:-}" ]; then
  colours=([0]=$'\e[32m' [1]=$'\e[33m' [2]=$'\e[31m' [3]=$'\e[35m')
  bold=$'\e[1m' plain=$'\e[0m'
else
  colours=() bold='' plain=''
fi
words=([0]=OK [1]=WARNING [2]=CRITICAL [3]=UNKNOWN)

declare -A sentence expected
while IFS=$'\t' read -r name status text; do
  sentence[$name]=$text
  expected[$name]=$status
done < <("$lab" --list)

# The lab lives as long as descriptor 8 is open.
mkfifo "$folder/stdin"
"$lab" --dir "$folder/lab" --only "$wanted" <"$folder/stdin" >"$folder/ports" &
lab_pid=$!
exec 8>"$folder/stdin"
until grep -q '^ready$' "$folder/ports" 2>/dev/null; do
  kill -0 "$lab_pid" 2>/dev/null || { echo "the lab did not start" >&2; exit 1; }
  read -r -t 0.05 <> <(:) || true
done

printf '\n%s%-32s %-8s %s  %s%s\n' "$bold" SERVER STATE EXIT 'WHAT IT IS, AND WHAT CHECK_TLS SAYS' "$plain"
wrong=0
total=0
while read -r name host port options; do
  [ "$name" != ready ] || break
  store="--ca-file $folder/lab/roots.pem"
  case "$options" in *--ca-*) store= ;; esac
  status=0
  # shellcheck disable=SC2086
  line=$("$check" -H "$host" -I 127.0.0.1 -p "$port" $store $options -t 2 </dev/null) || status=$?
  line=${line%%$'\n'*}
  line=${line%% | *}
  colour=${colours[$status]:-}
  printf '%s%-32s%s %s%-8s%s %4d  %s\n' "$bold" "$name" "$plain" "$colour" "${words[$status]}" "$plain" "$status" "${sentence[$name]}"
  printf '%47s %s\n' '' "${line#TLS * - }"
  total=$((total + 1))
  if [ "$status" != "${expected[$name]}" ]; then
    wrong=$((wrong + 1))
    printf '%47s %sexpected exit status %s%s\n' '' "$bold" "${expected[$name]}" "$plain"
  fi
done <"$folder/ports"

printf '\n%d servers, %d as expected.\n' "$total" "$((total - wrong))"
[ "$wrong" = 0 ]
