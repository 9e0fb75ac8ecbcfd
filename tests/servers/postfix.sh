#!/usr/bin/env bash
# check_tls against a real Postfix with the lab's certificates: STARTTLS on smtp, and smtps. Prints "ok NAME" and "not ok NAME: why".
#
# Postfix is unpacked into a folder of ours and never installed: it would replace the machine's own mail server. Its master wants to be root.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="libdb5.3 libicu72 libnsl2 libsasl2-2"
trap 'stop_postfix; end_lab; restore_policy' EXIT

root=$guest_folder/postfix
# shellcheck disable=SC2086
need_packages $packages || exit 1
unpack_packages "$root" postfix || exit 1

stop_postfix() {
  [ -n "${master_pid:-}" ] || return 0
  as_root kill "$master_pid" 2>/dev/null
  wait "$server_pid" 2>/dev/null
  master_pid='' server_pid=''
}

write_config() {
  local d
  as_root rm -rf "$folder"
  mkdir -p "$folder/etc" "$folder/spool" "$folder/data"
  chmod 755 "$lab_folder" "$folder" "$folder/etc"
  for d in pid private public incoming active deferred bounce defer corrupt hold flush saved trace maildrop; do
    mkdir "$folder/spool/$d"
  done
  cat "$lab/keys/good-rsa.pem" "$lab/chains/good-rsa.pem" >"$folder/etc/keychain.pem"
  cat "$lab/keys/expired.pem" "$lab/chains/expired.pem" >"$folder/etc/expired.pem"
  chmod 600 "$folder/etc/keychain.pem" "$folder/etc/expired.pem"
  cat >"$folder/etc/main.cf" <<END
compatibility_level = 3.6
queue_directory = $folder/spool
data_directory = $folder/data
command_directory = $root/usr/sbin
daemon_directory = $root/usr/lib/postfix/sbin
shlib_directory = $root/usr/lib/postfix
import_environment = MAIL_CONFIG LD_LIBRARY_PATH=$root/usr/lib/postfix
export_environment = TZ MAIL_CONFIG LANG LD_LIBRARY_PATH
mail_owner = daemon
setgid_group = tty
default_privs = nobody
myhostname = $host
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
smtpd_tls_security_level = may
smtpd_tls_chain_files = $folder/etc/keychain.pem
smtpd_tls_loglevel = 1
smtpd_peername_lookup = no
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder
END
  cat >"$folder/etc/master.cf" <<END
127.0.0.1:$smtp inet n - n - - smtpd
127.0.0.1:$smtps inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
127.0.0.1:$expired inet n - n - - smtpd -o smtpd_tls_chain_files=$folder/etc/expired.pem
tlsmgr unix - - n 1000? 1 tlsmgr
proxymap unix - - n - - proxymap
rewrite unix - - n - - trivial-rewrite
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
  as_root chown -R daemon "$folder/spool" "$folder/data"
  as_root chown root "$folder/spool" "$folder/spool/pid" "$folder/etc" "$folder/etc/main.cf" "$folder/etc/master.cf" "$folder/etc/keychain.pem" "$folder/etc/expired.pem"
}

start_postfix() {
  start_server "$smtp" as_root setsid env LD_LIBRARY_PATH="$root/usr/lib/postfix" MAIL_CONFIG="$folder/etc" \
    "$root/usr/lib/postfix/sbin/master" -c "$folder/etc" -d || return 1
  master_pid=$(as_root cat "$folder/spool/pid/master.pid" | tr -d ' ')
}

start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/postfix
read -r host _ < <(scenario good-rsa)
for _ in 1 2 3; do
  smtp=$(free_port) smtps=$(free_port) expired=$(free_port)
  write_config
  start_postfix && break
done

expect postfix "STARTTLS is good" "0 certificate expires in" -H "$host" -p "$smtp" -P smtp
expect postfix "smtps is good" "0 certificate expires in" -H "$host" -p "$smtps" -P smtps
expect postfix "submission is good" "0 certificate expires in" -H "$host" -p "$smtp" -P submission
expect postfix "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$smtp" -P smtp
expect postfix "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$expired" -P smtp
for _ in {1..10}; do
  "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$smtp" -P smtp >/dev/null
  "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$smtps" -P smtps >/dev/null
done
expect postfix "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$smtp" -P smtp
expect postfix "tls on the smtp port gets a hint" "2 -P smtp" -H "$host" -p "$smtp"
expect postfix "smtp asked as smtps" "2 try -P smtp" -H "$host" -p "$smtp" -P smtps
timeout=2 expect postfix "smtps asked as smtp" "2 if TLS begins at once on this port, use -P smtps" -H "$host" -p "$smtps" -P smtp

# Its log: a disconnect with QUIT for each of the 26 good checks. Four connections are lost: the one that waited for the port, the two that spoke
# TLS where SMTP was due, and the one that waited for a greeting where TLS was due.
stop_postfix
log=$(as_root cat "$folder/mail.log")
as_root rm -rf "$folder"
if [ "$(grep -cE 'lost connection after|pipelining after [^C]' <<<"$log")" -gt 4 ]; then
  echo "not ok postfix: its log tells of lost connections: $(tail -n 20 <<<"$log")"
elif [ "$(grep -c 'disconnect from.*quit=1' <<<"$log")" != 26 ]; then
  echo "not ok postfix: its log lacks our QUIT: $(tail -n 20 <<<"$log")"
else
  echo "ok postfix: its log tells of no lost connection"
fi
