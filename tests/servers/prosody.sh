#!/usr/bin/env bash
# check_tls against a real Prosody: xmpp, xmpp-server, xmpps and xmpps-server. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
. "$here/../support/protocols.sh"
bin=$1
packages="prosody"
name=prosody
trap 'end_all' EXIT

start_it() {
  client=$(free_port) clients=$(free_port) server=$(free_port) servers=$(free_port)
  mkdir "$folder/data"
  cat >"$folder/prosody.cfg.lua" <<END
run_as_root = false
daemonize = false
pidfile = "$folder/pid"
data_path = "$folder/data"
log = { info = "$folder/log" }
certificates = "$folder"
modules_enabled = { "roster", "saslauth", "tls", "dialback", "disco" }
interfaces = { "127.0.0.1" }
c2s_ports = { $client }
c2s_direct_tls_ports = { $clients }
s2s_ports = { $server }
s2s_direct_tls_ports = { $servers }
http_ports = { }
https_ports = { }
c2s_require_encryption = true
s2s_require_encryption = true
authentication = "internal_hashed"
ssl = { key = "$folder/key.pem", certificate = "$folder/chain.pem" }
VirtualHost "$host"
END
  give_folder_to prosody
  start_listening "$client $clients $server $servers" exec_as prosody prosody --config "$folder/prosody.cfg.lua"
}

check_it() {
  expect_certificate xmpp "$client"
  expect_certificate xmpp-server "$server"
  expect_certificate xmpps "$clients"
  expect_certificate xmpps-server "$servers"
}

# It tells of TLS that begins within a stream, of TLS that begins at once only trouble.
check_log() { expect_log 'Stream encrypted' 2 'error|disconnected: [^c]|reset|handshake' "$folder/log"; }

misuse_it() {
  expect prosody "another domain" "2 the server does not serve the domain 'elsewhere.example' (host-unknown): name its domain by --sni" \
    -H elsewhere.example -p "$client" -P xmpp
  expect prosody "the domain named by --sni" "0 Lab RSA" -H 127.0.0.1 --sni "$host" -p "$client" -P xmpp
  timeout=3 expect prosody "xmpps asked as xmpp" "2 use -P xmpps" -H "$host" -p "$clients" -P xmpp
  timeout=3 expect prosody "xmpp asked as xmpps" "2 try -P xmpp" -H "$host" -p "$client" -P xmpps
  timeout=3 expect prosody "xmpp asked as tls" "2 try -P xmpp" -H "$host" -p "$client"
}

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg]*' || exit 1
check_both_certificates
