#!/usr/bin/env bash
# The whole programs against every scenario of the lab. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/programs/run.sh BIN_DIR
#
# For each scenario: the exit status that the lab expects, a first line as tests/programs/first_lines.txt has it, nothing on standard error, printable
# output only, the same exit status in JSON, and for zabbix_tls one document with the same `status`.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
bin=$1
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
timeout=2

declare -A expected first_line
while IFS=$'\t' read -r name status _; do expected[$name]=$status; done < <("$bin/tests/lab/lab" --list)
while IFS=$'\t' read -r name pattern; do
  case "$name" in '' | '#'*) ;; *) first_line[$name]=$pattern ;; esac
done <"$here/first_lines.txt"

not_ok() { printf 'not ok %s: %s\n' "$1" "$2"; }

# Nothing but printable characters, newlines and valid UTF-8.
is_clean() { ! LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' <<<"$1" && iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 <<<"$1"; }

check_scenario() {
  local name=$1 host=$2 port=$3 output status=0 line
  shift 3
  # A guard far above the timeout: a check that hangs must not hang the tests.
  output=$(timeout -s KILL 60 "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port" -t "$timeout" "$@" 2>&1) || status=$?
  line=${output%%$'\n'*}
  if [ "$status" != "${expected[$name]:-}" ]; then
    not_ok "$name" "exit status $status, not ${expected[$name]:-known}: $line"
  elif [ -z "${first_line[$name]:-}" ]; then
    not_ok "$name" "no first line in first_lines.txt; it is: $line"
  # The pattern is a glob on purpose.
  # shellcheck disable=SC2053
  elif [[ ${line%% | *} != ${first_line[$name]} ]]; then
    not_ok "$name" "first line: $line"
  elif ! is_clean "$output"; then
    not_ok "$name" "unprintable output"
  else
    echo "ok $name"
  fi
}

check_json() {
  local name=$1 host=$2 port=$3 output status=0
  shift 3
  output=$(timeout -s KILL 60 "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port" -t "$timeout" -o json "$@" 2>&1) || status=$?
  if [ "$status" != "${expected[$name]:-}" ] || [[ $output != '{"schema":1,"status":'$status,* ]] || ! is_clean "$output"; then
    not_ok "$name as JSON" "exit status $status: ${output:0:200}"
  else
    echo "ok $name as JSON"
  fi
}

# zabbix_tls takes no paths: its store comes from the environment. One document with the same state, exit status 0.
check_zabbix() {
  local name=$1 host=$2 port=$3 store=$5 output status=0
  shift 3
  case "$*" in *--ca-path* | *--client-cert*) return ;; esac
  shift 2
  output=$(SSL_CERT_FILE=$store SSL_CERT_DIR=/nonexistent timeout -s KILL 60 "$bin/zabbix/zabbix_tls" \
    -H "$host" -I 127.0.0.1 -p "$port" -t "$timeout" "$@" 2>&1) || status=$?
  if [ "$status" != 0 ] || [[ $output != '{"schema":1,"status":'${expected[$name]},* ]] || ! is_clean "$output"; then
    not_ok "$name by zabbix_tls" "exit status $status: ${output:0:200}"
  else
    echo "ok $name by zabbix_tls"
  fi
}

# The greeting of a server that needs 3 seconds for each line comes within 5, the answer to EHLO does not: what was seen until then is told.
check_slow() {
  local host port output status=0 line
  read -r host port < <(scenario smtp-slow)
  output=$(timeout -s KILL 60 "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port" -t 5 -P smtp 2>&1) || status=$?
  line=${output%% | *}
  if [ "$status" = 2 ] && [[ $line == "TLS CRITICAL - "*": starttls: the timeout passed before the answer to EHLO; last came '220 "* ]]; then
    echo "ok smtp-slow within 5 seconds"
  else
    not_ok "smtp-slow within 5 seconds" "exit status $status: $output"
  fi
}

start_lab "$bin" || exit 1
check_slow &
slow_pid=$!
each_scenario check_scenario
each_scenario check_json
each_scenario check_zabbix
wait "$slow_pid"
end_lab || not_ok "lab" "ended with status $?"
