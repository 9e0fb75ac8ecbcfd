#!/usr/bin/env bash
# check_tls against a real InspIRCd: irc and ircs, with capability negotiation and without. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
. "$here/../support/protocols.sh"
bin=$1
packages="inspircd"
name=inspircd
trap 'end_all' EXIT

start_it() {
  irc=$(free_port) ircs=$(free_port)
  cat >"$folder/conf" <<END
<server name="irc.lab.example" description="lab" network="Lab" id="97A">
<admin name="a" nick="a" email="a@lab.example">
<bind address="127.0.0.1" port="$irc" type="clients">
<bind address="127.0.0.1" port="$ircs" type="clients" sslprofile="p">
<module name="ssl_gnutls">
${capabilities:+<module name=\"cap\">}
<module name="starttls">
<sslprofile name="p" provider="gnutls" certfile="$folder/chain.pem" keyfile="$folder/key.pem" hash="sha256">
<starttls provider="p">
<connect allow="*" name="m" timeout="60" pingfreq="120">
<pid file="$folder/pid">
<log method="file" type="* -USERINPUT -USEROUTPUT" level="debug" target="$folder/log">
END
  give_folder_to irc
  start_listening "$irc $ircs" exec_as irc inspircd --nofork --config "$folder/conf"
}

check_it() {
  expect_certificate irc "$irc"
  expect_certificate ircs "$ircs"
}

check_log() { expect_log "QuitUser.*'Client exited'" "$checks" "QuitUser.*'(Connection closed|.*[Ee]rror)" "$folder/log"; }

misuse_it() {
  timeout=3 expect inspircd "ircs asked as irc" "2 use -P ircs" -H "$host" -p "$ircs" -P irc
  expect inspircd "irc asked as ircs" "2 try -P irc" -H "$host" -p "$irc" -P ircs
  expect inspircd "irc asked as tls" "2 try -P irc" -H "$host" -p "$irc"
}

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg]*' || exit 1
capabilities=yes check_both_certificates
capabilities='' check_both_certificates
