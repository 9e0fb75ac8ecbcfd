#!/usr/bin/env bash
# The budget of start-up: instructions of check_tls as a ratio to bare.c, counted by callgrind. Prints "ok NAME" and "not ok NAME: why".
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

# Memory: at most 16 MB for a good server. With sanitizers it says nothing.
read -r _ kilobytes < <(SSL_CERT_DIR=$hashed "$bin/tests/bench/measure" 5 "${check[@]}")
if [ "$kilobytes" -le 16384 ]; then
  echo "ok budget: memory: $kilobytes kB, 16384 allowed"
else
  echo "not ok budget: memory: $kilobytes kB, 16384 allowed"
fi
