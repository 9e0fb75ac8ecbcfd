#!/usr/bin/env bash
# check_tls against a real Mosquitto with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="mosquitto"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/mosquitto
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# start CERTIFICATE: the port is free when it is looked up; another process may take it, hence the tries.
start() {
  local _
  cp "$lab/chains/$1.pem" "$folder/chain.pem"
  cp "$lab/keys/$1.pem" "$folder/key.pem"
  chmod 644 "$folder/key.pem"
  for _ in 1 2 3; do
    port=$(free_port)
    : >"$folder/log"
    cat >"$folder/mosquitto.conf" <<END
listener $port 127.0.0.1
certfile $folder/chain.pem
keyfile $folder/key.pem
allow_anonymous true
log_dest stderr
log_type all
END
    start_server "$port" logged "$folder/log" mosquitto -c "$folder/mosquitto.conf" && return 0
  done
  return 1
}

start good-rsa
expect mosquitto "TLS is good" "0 certificate expires in" -H "$host" -p "$port" -P mqtt
: >"$folder/log" # without the connection that waited for the port, and the first check
expect mosquitto "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$port" -P mqtts
expect mosquitto "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port" -P mqtt
end_server
expect_clean mosquitto "$folder/log" 'rror|reset'

start expired
expect mosquitto "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$port" -P mqtt
end_server
