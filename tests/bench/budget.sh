#!/usr/bin/env bash
# The budget of start-up, and of the worst that a server can ask for: instructions of check_tls and check_tls_chain as a ratio to bare.c, counted by callgrind.
# Prints "ok NAME" and "not ok NAME: why".
#
# Instructions are counted, not seconds: the same binaries give the same numbers whatever else the machine does.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
. "$here/count.sh"
bin=$1
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# within NAME INSTRUCTIONS YARDSTICK PERCENT
within() {
  if [ "$2" -gt 0 ] && [ $(($2 * 100)) -le $(($3 * $4)) ]; then
    echo "ok budget: $1: $((${2} * 100 / $3)) % of the yardstick, $4 % allowed"
  else
    echo "not ok budget: $1: $2 instructions are $(($2 * 100 / ($3 > 0 ? $3 : 1))) % of the yardstick's $3, $4 % allowed"
  fi
}

# memory NAME KILOBYTES ALLOWED. With sanitizers it says nothing.
memory() {
  if [ "$2" -le "$3" ]; then
    echo "ok budget: memory $1: $2 kB, $3 allowed"
  else
    echo "not ok budget: memory $1: $2 kB, $3 allowed"
  fi
}

start_lab "$bin" good-rsa || exit 1
read -r host port < <(scenario good-rsa)
hashed=$lab_folder/lab/hashed
bundle=$lab_folder/bundle.pem
cat /etc/ssl/certs/ca-certificates.crt "$lab_folder/lab/roots.pem" >"$bundle"
check=("$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port")

# A program that fails early is cheap: both must find the server good first.
SSL_CERT_DIR=$hashed SSL_CERT_FILE=/nonexistent "${check[@]}" >/dev/null || { echo "not ok budget: check_tls does not find the server good"; exit 1; }
SSL_CERT_DIR=/nonexistent SSL_CERT_FILE=$bundle "${check[@]}" >/dev/null || { echo "not ok budget: check_tls does not find the server good by the bundle"; exit 1; }
"$bin/tests/bench/bare" 127.0.0.1 "$port" "$host" "$hashed" >/dev/null || { echo "not ok budget: the yardstick does not verify the server"; exit 1; }

yardstick=$(instructions "$bin/tests/bench/bare" 127.0.0.1 "$port" "$host" "$hashed")
within "with a hashed directory" "$(SSL_CERT_DIR=$hashed SSL_CERT_FILE=/nonexistent instructions "${check[@]}")" "$yardstick" 115
within "with only a bundle" "$(SSL_CERT_DIR=/nonexistent SSL_CERT_FILE=$bundle instructions "${check[@]}")" "$yardstick" 120

read -r _ kilobytes _ < <(SSL_CERT_DIR=$hashed "$bin/tests/bench/measure" 5 "${check[@]}")
memory "of a good server" "$kilobytes" 16384
end_lab

# 0.15 s of CPU are 22 times the yardstick, whose instructions take 7 ms.
worst() {
  local name=$1 host=$2 port=$3
  shift 3
  within "$name" "$(instructions "$bin/nagios/check_tls_chain" -H "$host" -I 127.0.0.1 -p "$port" -t 60 "$@")" "$yardstick" 2000
  read -r _ kilobytes _ < <("$bin/tests/bench/measure" 1 "$bin/nagios/check_tls_chain" -H "$host" -I 127.0.0.1 -p "$port" -t 60 "$@")
  memory "$name" "$kilobytes" 65536
}
start_lab "$bin" 'bound-*' || exit 1
each_scenario worst
