#!/usr/bin/env bash
# check_tls against the lab's scenarios for clients: the exit status that the lab expects. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/programs/clients.sh BIN_DIR
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
bin=$1
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

declare -A plain expected
while IFS=$'\t' read -r name _; do plain[$name]=yes; done < <("$bin/tests/lab/lab" --list)
while IFS=$'\t' read -r name status _; do expected[$name]=$status; done < <("$bin/tests/lab/lab" --list --clients)

check_status() {
  local name=$1 host=$2 port=$3 output status=0
  [ -z "${plain[$name]:-}" ] || return
  output=$(timeout -s KILL 60 "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port" -t 4 --ca-file "$lab_folder/lab/clients.pem" 2>&1) || status=$?
  if [ "$status" = "${expected[$name]}" ]; then
    echo "ok $name"
  else
    echo "not ok $name: exit status $status, not ${expected[$name]}: ${output%%$'\n'*}"
  fi
}

start_lab "$bin" '*' --clients || exit 1
each_scenario check_status
end_lab || echo "not ok lab: ended with status $?"
