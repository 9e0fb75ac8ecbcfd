#!/usr/bin/env bash
# check_tls against a real Redis with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="redis-server"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/redis
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# start CERTIFICATE: the port is free when it is looked up; another process may take it, hence the tries.
start() {
  local _
  for _ in 1 2 3; do
    port=$(free_port)
    : >"$folder/log"
    start_server "$port" logged "$folder/log" redis-server --port 0 --tls-port "$port" --tls-cert-file "$lab/chains/$1.pem" \
      --tls-key-file "$lab/keys/$1.pem" --tls-ca-cert-file "$lab/roots.pem" --tls-auth-clients "${2:-no}" --bind 127.0.0.1 --save '' \
      --loglevel verbose --dir "$folder" && return 0
  done
  return 1
}

start good-rsa
expect redis "TLS is good" "0 certificate expires in" -H "$host" -p "$port" -P redis
: >"$folder/log" # without the connection that waited for the port, and the first check
expect redis "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$port" -P redis
expect redis "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port" -P redis
end_server
expect_clean redis "$folder/log" 'unexpected eof|Error accepting|reset by peer'

start good-rsa yes
expect redis "a client certificate that is demanded is told" "0 client certificate" -H "$host" -p "$port" -P redis
end_server

start expired
expect redis "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$port" -P redis
end_server
