#!/usr/bin/env bash
# The mail digest through a real Postfix, by STARTTLS, into mailboxes of a real Dovecot, and read back by IMAP. Prints "ok NAME" and "not ok NAME: why".
#
# Postfix is unpacked into a folder of ours and never installed: it would replace the machine's own mail server. Its master wants to be root.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
. "$here/../support/protocols.sh"
bin=$1
root=$guest_folder/postfix
trap 'stop_all; end_lab; restore_policy' EXIT

stop_all() {
  local pid
  for pid in ${master_pid:-} ${dovecot_pid:-}; do as_root kill "$pid" 2>/dev/null; done
  wait ${postfix_server:-} ${dovecot_pid:-} 2>/dev/null
  [ -z "${folder:-}" ] || as_root rm -rf "$folder"
  master_pid='' dovecot_pid='' postfix_server='' folder=''
}

write_dovecot() {
  mkdir -p "$folder/mail"
  cat >"$folder/dovecot.conf" <<END
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
mail_location = maildir:$folder/mail/%n
first_valid_uid = 1
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$folder/mail/%n allow_all_users=yes
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp
  }
}
END
  as_root chown nobody:nogroup "$folder/mail"
}

write_postfix() {
  local d
  mkdir -p "$folder/etc" "$folder/spool" "$folder/data"
  chmod 755 "$folder" "$folder/etc"
  for d in pid private public incoming active deferred bounce defer corrupt hold flush saved trace maildrop; do mkdir "$folder/spool/$d"; done
  cat "$lab/keys/good-rsa.pem" "$lab/chains/good-rsa.pem" >"$folder/etc/keychain.pem"
  chmod 600 "$folder/etc/keychain.pem"
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
myhostname = relay.example.net
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
virtual_mailbox_domains = example.org
virtual_mailbox_maps = inline:{ {ops@example.org = ops} {web@example.org = web} }
virtual_transport = lmtp:inet:127.0.0.1:$lmtp
smtpd_tls_security_level = may
smtpd_tls_chain_files = $folder/etc/keychain.pem
smtpd_tls_received_header = yes
smtpd_peername_lookup = no
smtp_dns_support_level = disabled
maillog_file = $folder/mail.log
maillog_file_prefixes = $folder
END
  cat >"$folder/etc/master.cf" <<END
127.0.0.1:$smtp inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
  as_root chown -R daemon "$folder/spool" "$folder/data"
  as_root chown root "$folder/spool" "$folder/spool/pid" "$folder/etc" "$folder/etc/main.cf" "$folder/etc/master.cf" "$folder/etc/keychain.pem"
}

start_all() {
  folder=$lab_folder/mail
  mkdir "$folder" || return 1
  smtp=$(free_port) imap=$(free_port) lmtp=$(free_port)
  write_dovecot
  write_postfix
  start_listening "$imap $lmtp" exec_as_root dovecot -F -c "$folder/dovecot.conf" || return 1
  dovecot_pid=$server_pid
  start_server "$smtp" as_root setsid env LD_LIBRARY_PATH="$root/usr/lib/postfix" MAIL_CONFIG="$folder/etc" \
    "$root/usr/lib/postfix/sbin/master" -c "$folder/etc" -d || return 1
  postfix_server=$server_pid
  master_pid=$(as_root cat "$folder/spool/pid/master.pid" | tr -d ' ')
}

need_packages libdb5.3 libicu72 libnsl2 libsasl2-2 dovecot-imapd dovecot-lmtpd python3 tzdata || exit 1
unpack_packages "$root" postfix || exit 1
start_lab "$bin" good-rsa || exit 1
lab=$lab_folder/lab
chmod 755 "$lab_folder"
started=
for _ in 1 2 3; do
  if start_all; then
    started=yes
    break
  fi
  stop_all
done
[ -n "$started" ] || { echo "not ok mail digest: Postfix or Dovecot does not start"; exit 1; }

/usr/bin/python3 -B "$here/mail_digest.py" "$bin" "$smtp" "$imap" || echo "not ok mail digest: the script ended early: $(as_root tail -n 20 "$folder/mail.log")"
