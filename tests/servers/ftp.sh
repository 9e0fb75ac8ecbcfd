#!/usr/bin/env bash
# check_tls against a real ProFTPD (ftp, ftps) and a real vsftpd. Prints "ok NAME" and "not ok NAME: why".
#
# vsftpd is unpacked into a folder of ours: only one FTP server can be installed.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
. "$here/../support/protocols.sh"
bin=$1
packages="proftpd-core proftpd-mod-crypto"
trap 'end_all' EXIT

write_proftpd() {
  cat <<END
ServerName lab
ServerType standalone
DefaultAddress 127.0.0.1
SocketBindTight on
Port $ftp
User nobody
Group nogroup
UseReverseDNS off
UseIPv6 off
PidFile $folder/pid
ScoreboardFile $folder/scoreboard
DelayTable none
SystemLog $folder/log
WtmpLog off
ModulePath /usr/lib/proftpd
LoadModule mod_tls.c
AuthOrder mod_auth_unix.c
<Global>
  TLSEngine on
  TLSLog $folder/tls.log
  TLSProtocol TLSv1.2 TLSv1.3
  TLSRSACertificateFile $folder/chain.pem
  TLSRSACertificateKeyFile $folder/key.pem
  TLSCertificateChainFile $folder/chain.pem
  TLSVerifyClient off
  TLSRequired on
</Global>
<VirtualHost 127.0.0.1>
  Port $ftps
  TLSOptions UseImplicitSSL
</VirtualHost>
END
}

write_vsftpd() {
  cat <<END
listen=YES
listen_address=127.0.0.1
listen_port=$1
background=NO
anonymous_enable=YES
anon_root=$folder/empty
local_enable=NO
ftp_username=nobody
nopriv_user=nobody
secure_chroot_dir=$folder/empty
seccomp_sandbox=NO
ssl_enable=YES
implicit_ssl=$2
allow_anon_ssl=YES
force_anon_data_ssl=YES
force_anon_logins_ssl=YES
debug_ssl=YES
ssl_ciphers=HIGH
rsa_cert_file=$folder/chain.pem
rsa_private_key_file=$folder/key.pem
vsftpd_log_file=$folder/log
xferlog_enable=YES
xferlog_std_format=NO
log_ftp_protocol=YES
END
}

start_it() {
  ftp=$(free_port) ftps=$(free_port)
  mkdir "$folder/empty"
  if [ "$name" = proftpd ]; then
    write_proftpd >"$folder/conf"
    give_folder_to root
    start_listening "$ftp $ftps" exec_as_root proftpd -n -q -c "$folder/conf"
  else
    write_vsftpd "$ftp" "$implicit" >"$folder/conf"
    give_folder_to root
    start_listening "$ftp" exec_as_root "$guest_folder/vsftpd/usr/sbin/vsftpd" "$folder/conf"
  fi
}

check_it() {
  if [ "$name" = proftpd ]; then
    expect_certificate ftp "$ftp"
    expect_certificate ftps "$ftps"
  else
    expect_certificate "$protocol" "$ftp"
  fi
}

check_log() {
  if [ "$name" = proftpd ]; then
    expect_log 'connection accepted' "$checks" 'SSL_ERROR|unexpected|lost' "$folder/log" "$folder/tls.log"
  else
    expect_log 'response.*221' "$checks" 'SSL_accept failed' "$folder/log"
  fi
}

misuse_it() {
  if [ "${protocol:-ftp}" = ftps ]; then
    timeout=2 expect "$name" "ftps asked as ftp" "2 if TLS begins at once on this port, use -P ftps" -H "$host" -p "$ftp" -P ftp
  else
    expect "$name" "ftp asked as smtp" "2 try -P ftp" -H "$host" -p "$ftp" -P smtp
    expect "$name" "ftp asked as ftps" "2 try -P " -H "$host" -p "$ftp" -P ftps
  fi
}

# shellcheck disable=SC2086
need_packages $packages || exit 1
unpack_packages "$guest_folder/vsftpd" vsftpd || exit 1
start_lab "$bin" '[eg]*' || exit 1
name=proftpd check_both_certificates
name=vsftpd protocol=ftp implicit=NO check_both_certificates
name=vsftpd protocol=ftps implicit=YES check_both_certificates
