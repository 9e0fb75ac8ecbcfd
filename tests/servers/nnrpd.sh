#!/usr/bin/env bash
# check_tls against a real nnrpd, the readers' server of INN: nntp and nntps. Prints "ok NAME" and "not ok NAME: why".
#
# INN is unpacked into a folder of ours: its installation fails on a machine without a full host name.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
. "$here/../support/protocols.sh"
bin=$1
packages="libcanlock3 libperl5.36 libpython3.11 libsasl2-2 libdb5.3"
name=nnrpd
root=$guest_folder/inn2
trap 'end_all' EXIT

inn() { exec_as news env LD_LIBRARY_PATH="$folder/bin" INNCONF="$folder/inn.conf" "$@"; }

start_it() {
  nntp=$(free_port)
  mkdir "$folder"/{bin,db,etc,log,spool,run,tmp,overview}
  # The user news cannot read the folder of a guest.
  cp -P "$root"/usr/lib/news/lib*.so.* "$root"/usr/lib/news/bin/{nnrpd,innbind,overchan} "$folder/bin/"
  cat >"$folder/inn.conf" <<END
mta: "/bin/true %s"
organization: lab
ovmethod: tradindexed
hismethod: hisv6
pathhost: $host
domain: lab.example
fromhost: $host
pathnews: $folder
pathbin: $folder/bin
pathdb: $folder/db
pathetc: $folder/etc
pathlog: $folder/log
pathspool: $folder/spool
pathoverview: $folder/overview
pathrun: $folder/run
pathtmp: $folder/tmp
tlscertfile: $folder/chain.pem
tlskeyfile: $folder/key.pem
END
  cat >"$folder/etc/readers.conf" <<END
auth all {
    hosts: "*"
    default: "<u>"
}
access all {
    users: "<u>"
    newsgroups: "*"
    access: R
}
END
  cp "$root/etc/news/storage.conf" "$folder/etc/"
  touch "$folder/db/active" "$folder/db/newsgroups"
  give_folder_to news
  (inn "$folder/bin/overchan") </dev/null
  start_listening "$nntp" inn "$folder/bin/nnrpd" $implicit -D -f -b 127.0.0.1 -p "$nntp" -c "$folder/etc/readers.conf"
}

check_it() { expect_certificate "$protocol" "$nntp"; }
check_log() { :; } # only syslog has it
misuse_it() {
  if [ "$protocol" = nntps ]; then
    timeout=2 expect nnrpd "nntps asked as nntp" "2 if TLS begins at once on this port, use -P nntps" -H "$host" -p "$nntp" -P nntp
  else
    expect nnrpd "nntp asked as imap" "2 the server speaks NNTP, not IMAP: try -P nntp" -H "$host" -p "$nntp" -P imap
    expect nnrpd "nntp asked as nntps" "2 try -P nntp" -H "$host" -p "$nntp" -P nntps
  fi
}

# shellcheck disable=SC2086
need_packages $packages || exit 1
unpack_packages "$root" inn2 inn2-inews || exit 1
start_lab "$bin" '[eg]*' || exit 1
protocol=nntp implicit='' check_both_certificates
protocol=nntps implicit=-S check_both_certificates
