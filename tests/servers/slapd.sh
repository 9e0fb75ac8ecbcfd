#!/usr/bin/env bash
# check_tls against a real OpenLDAP with the lab's certificates: StartTLS, and ldaps. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="slapd"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/slapd
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# start CERTIFICATE [LINE]: the ports are free when they are looked up; another process may take one, hence the tries.
start() {
  local _
  for _ in 1 2 3; do
    ldap=$(free_port) ldaps=$(free_port)
    : >"$folder/log"
    printf '%s\n' "pidfile $folder/pid" "${2:-TLSCertificateFile $lab/chains/$1.pem
TLSCertificateKeyFile $lab/keys/$1.pem}" >"$folder/slapd.conf"
    start_server "$ldap" logged "$folder/log" slapd -d stats -f "$folder/slapd.conf" -h "ldap://127.0.0.1:$ldap/ ldaps://127.0.0.1:$ldaps/" && return 0
  done
  return 1
}

start good-rsa
expect slapd "StartTLS is good" "0 certificate expires in" -H "$host" -p "$ldap" -P ldap
expect slapd "ldaps is good" "0 certificate expires in" -H "$host" -p "$ldaps" -P ldaps
expect slapd "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$ldap" -P ldap
expect slapd "ldap on the port of ldaps gets a hint" "2 use -P ldaps" -H "$host" -p "$ldaps" -P ldap
expect slapd "ldaps on the port of ldap gets a hint" "2 try -P ldap" -H "$host" -p "$ldap" -P ldaps
end_server
# An unbind for each good check; lost are the connection that waited for the port and the one that spoke TLS there.
if [ "$(grep -c ' UNBIND$' "$folder/log")" = 3 ] && [ "$(grep -c 'closed (connection lost)' "$folder/log")" -le 2 ]; then
  echo "ok slapd: its log tells of no lost connection"
else
  echo "not ok slapd: its log tells of lost connections: $(tail -n 20 "$folder/log")"
fi

start expired
expect slapd "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$ldap" -P ldap
end_server

start none "# no TLS"
expect slapd "no StartTLS is told" "2 the server does not offer StartTLS: protocolError (2)" -H "$host" -p "$ldap" -P ldap
end_server
