#!/usr/bin/env bash
# check_tls against a real VNC server, TigerVNC, with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="tigervnc-standalone-server"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/tigervnc
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# start CERTIFICATE TYPES: the port is free when it is looked up; another process may take it, hence the tries.
start() {
  local _
  for _ in 1 2 3 4 5; do
    port=$(free_port)
    : >"$folder/log"
    start_server "$port" logged "$folder/log" Xtigervnc ":$((2000 + RANDOM))" -rfbport "$port" -localhost -SecurityTypes "$2" \
      -X509Cert "$lab/chains/$1.pem" -X509Key "$lab/keys/$1.pem" -geometry 100x100 -nolisten unix -Log '*:stderr:100' "${@:3}" && return 0
  done
  return 1
}

start good-rsa X509None
expect tigervnc "X509None is good" "0 certificate expires in" -H "$host" -p "$port" -P vnc
: >"$folder/log" # without the connection that waited for the port, and the first check
expect tigervnc "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$port" -P vnc
expect tigervnc "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port" -P vnc
for _ in {1..20}; do "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port" -P vnc -t 20 >/dev/null; done
expect tigervnc "many checks do not block the monitor" "0 certificate expires in" -H "$host" -p "$port" -P vnc
expect tigervnc "what would block it is refused" "3 --refuse: not with -P vnc" -H "$host" -p "$port" -P vnc --refuse tls1,tls1.1
end_server
expect_clean tigervnc "$folder/log" 'unexpected|blacklisted|premature|handshake failed'

start expired X509Plain,X509Vnc
expect tigervnc "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$port" -P vnc
end_server

start good-rsa TLSNone,None
expect tigervnc "TLS without a certificate is told" "2 the server offers VeNCrypt without a certificate, only TLSNone" -H "$host" -p "$port" -P vnc
end_server

start good-rsa VncAuth
expect tigervnc "no TLS is told" "2 the server does not offer VeNCrypt, but VNC authentication" -H "$host" -p "$port" -P vnc
end_server
