#!/usr/bin/env bash
# check_tls against a real Dovecot: imap, pop3, sieve, lmtp, submission, imaps and pop3s. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
. "$here/../support/protocols.sh"
bin=$1
packages="dovecot-imapd dovecot-pop3d dovecot-lmtpd dovecot-managesieved dovecot-submissiond"
name=dovecot
trap 'end_all' EXIT

start_it() {
  imap=$(free_port) imaps=$(free_port) pop3=$(free_port) pop3s=$(free_port) sieve=$(free_port) lmtp=$(free_port) submission=$(free_port)
  cat >"$folder/dovecot.conf" <<END
base_dir = $folder/run
state_dir = $folder/state
log_path = $folder/log
protocols = imap pop3 sieve lmtp submission
listen = 127.0.0.1
ssl = yes
ssl_cert = <$folder/chain.pem
ssl_key = <$folder/key.pem
mail_location = maildir:$folder/mail
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=$folder/mail
}
service imap-login {
  inet_listener imap {
    port = $imap
  }
  inet_listener imaps {
    port = $imaps
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = $pop3
  }
  inet_listener pop3s {
    port = $pop3s
    ssl = yes
  }
}
service managesieve-login {
  inet_listener sieve {
    port = $sieve
  }
}
service lmtp {
  inet_listener lmtp {
    port = $lmtp
  }
}
service submission-login {
  inet_listener submission {
    port = $submission
  }
}
submission_relay_host = 127.0.0.1
hostname = $host
END
  start_listening "$imap $imaps $pop3 $pop3s $sieve $lmtp $submission" exec_as_root dovecot -F -c "$folder/dovecot.conf"
}

check_it() {
  expect_certificate imap "$imap"
  expect_certificate pop3 "$pop3"
  expect_certificate sieve "$sieve"
  expect_certificate lmtp "$lmtp"
  expect_certificate submission "$submission"
  expect_certificate imaps "$imaps"
  expect_certificate pop3s "$pop3s"
}

check_log() { expect_log 'by logging out|Logged out' "$checks" 'Disconnected: Connection closed|unfinished|SSL_accept' "$folder/log"; }

misuse_it() {
  expect dovecot "imap asked as pop3" "2 the server speaks IMAP, not POP3: try -P imap" -H "$host" -p "$imap" -P pop3
  timeout=2 expect dovecot "imaps asked as imap" "2 if TLS begins at once on this port, use -P imaps" -H "$host" -p "$imaps" -P imap
  timeout=2 expect dovecot "pop3s asked as pop3" "2 if TLS begins at once on this port, use -P pop3s" -H "$host" -p "$pop3s" -P pop3
  expect dovecot "imap asked as imaps" "2 try -P imap" -H "$host" -p "$imap" -P imaps
  expect dovecot "pop3 asked as pop3s" "2 try -P pop3" -H "$host" -p "$pop3" -P pop3s
  expect dovecot "pop3 asked as tls" "2 try -P pop3" -H "$host" -p "$pop3"
  expect dovecot "lmtp asked as smtp" "2 does not know EHLO" -H "$host" -p "$lmtp" -P smtp
  expect dovecot "submission asked as lmtp" "2 use -P smtp" -H "$host" -p "$submission" -P lmtp
}

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[eg]*' || exit 1
check_both_certificates
