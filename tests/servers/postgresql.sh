#!/usr/bin/env bash
# check_tls against a real PostgreSQL with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="postgresql-15"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/postgresql
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

programs=$(printf '%s\n' /usr/lib/postgresql/*/bin | sort -V | tail -n 1)
chmod 777 "$folder"
(as_user postgres "$programs/initdb" -D "$folder/data" --no-sync -A reject) >"$folder/initdb.log" 2>&1 || exit 1

# start CERTIFICATE OPTION...: the port is free when it is looked up; another process may take it, hence the tries.
start() {
  local _
  cp "$lab/chains/$1.pem" "$folder/chain.pem"
  cp "$lab/keys/$1.pem" "$folder/key.pem"
  chmod 600 "$folder/key.pem"
  own postgres "$folder/chain.pem" "$folder/key.pem"
  for _ in 1 2 3; do
    port=$(free_port)
    : >"$folder/log"
    start_server "$port" logged "$folder/log" as_user postgres "$programs/postgres" -D "$folder/data" -p "$port" -k '' -c listen_addresses=127.0.0.1 \
      -c log_connections=on -c fsync=off -c ssl_cert_file="$folder/chain.pem" -c ssl_key_file="$folder/key.pem" "${@:2}" && return 0
  done
  return 1
}

start good-rsa -c ssl=on
expect postgresql "SSLRequest is good" "0 certificate expires in" -H "$host" -p "$port" -P postgres
expect postgresql "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$port" -P postgres
expect postgresql "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port" -P postgres
end_server
expect_clean postgresql "$folder/log" 'SSL|incomplete|invalid|could not|reset by peer|ERROR|FATAL'

start expired -c ssl=on
expect postgresql "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$port" -P postgres
expect postgresql "postgres asked as postgres-direct" "2 try -P postgres" -H "$host" -p "$port" -P postgres-direct
end_server

start good-rsa -c ssl=off
expect postgresql "no TLS is told" "2 the server does not offer TLS" -H "$host" -p "$port" -P postgres
end_server
expect_clean "postgresql without TLS" "$folder/log" 'SSL|incomplete|invalid|could not|reset by peer|ERROR|FATAL'
