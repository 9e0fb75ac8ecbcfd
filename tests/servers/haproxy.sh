#!/usr/bin/env bash
# check_tls against a real HAProxy with the lab's certificates, as direct TLS under several names. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="haproxy"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/haproxy
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# start CERTIFICATE: the port is free when it is looked up; another process may take it, hence the tries.
start() {
  local _
  cat "$lab/chains/$1.pem" "$lab/keys/$1.pem" >"$folder/combined.pem"
  for _ in 1 2 3; do
    port=$(free_port) web=$(free_port)
    : >"$folder/log"
    cat >"$folder/haproxy.cfg" <<END
global
 log stdout format raw daemon debug
defaults
 log global
 timeout connect 1s
 timeout client 10s
 timeout server 10s
listen any
 mode tcp
 option tcplog
 bind 127.0.0.1:$port ssl crt $folder/combined.pem alpn dot,mqtt,sip/2,postgresql
 tcp-request content reject
listen web
 mode http
 option httplog
 option dontlognull
 bind 127.0.0.1:$web ssl crt $folder/combined.pem alpn h2,http/1.1
 http-request return status 200
END
    start_server "$port" logged "$folder/log" haproxy -db -f "$folder/haproxy.cfg" && return 0
  done
  return 1
}

start good-rsa
for protocol in tls dns mqtt sip postgres-direct mongodb amqps redis ldaps tds-strict; do
  expect haproxy "$protocol is good" "0 certificate expires in" -H "$host" -p "$port" -P "$protocol"
done
: >"$folder/log" # without the connection that waited for the port, and the first check
expect haproxy "https is good" "0 certificate expires in" -H "$host" -p "$web" -P https
expect haproxy "h2 is good" "0 certificate expires in" -H "$host" -p "$web" -P h2
expect haproxy "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$web" -P h2
end_server
expect_clean haproxy "$folder/log" 'SSL handshake|BADREQ| (PR|CR|SC)--'

start expired
expect haproxy "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$web" -P https
end_server
