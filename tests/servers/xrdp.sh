#!/usr/bin/env bash
# check_tls against a real xrdp with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="xrdp"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/xrdp
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# start CERTIFICATE LAYER: the port is free when it is looked up; another process may take it, hence the tries.
start() {
  local _
  for _ in 1 2 3; do
    port=$(free_port)
    : >"$folder/log"
    cat >"$folder/xrdp.ini" <<END
[Globals]
ini_version=1
fork=true
port=tcp://127.0.0.1:$port
security_layer=$2
crypt_level=high
certificate=$lab/chains/$1.pem
key_file=$lab/keys/$1.pem
ssl_protocols=TLSv1.2, TLSv1.3
[Logging]
LogFile=$folder/log
LogLevel=DEBUG
EnableSyslog=false
END
    start_server "$port" xrdp -n -c "$folder/xrdp.ini" && return 0
  done
  return 1
}

start good-rsa tls
expect xrdp "TLS is good" "0 certificate expires in" -H "$host" -p "$port" -P rdp
expect xrdp "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$port" -P rdp
expect xrdp "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port" -P rdp
end_server
expect_clean xrdp "$folder/log" 'SSL_accept|negotiation failed|TLS handshake'

start expired negotiate
expect xrdp "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$port" -P rdp
end_server

start good-rsa rdp
expect xrdp "no TLS is told" "2 the server does not offer TLS" -H "$host" -p "$port" -P rdp
end_server
