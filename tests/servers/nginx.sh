#!/usr/bin/env bash
# check_tls against a real nginx with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="nginx-light"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
start_lab "$bin" '[cge][lox]*' || exit 1
folder=$lab_folder/nginx
mkdir -p "$folder/tmp"
chmod 755 "$lab_folder" "$folder"

# server PORT CERTIFICATE PROTOCOLS [LINE]
server() {
  echo " server { listen 127.0.0.1:$1 ssl http2; server_name $host;"
  echo "  ssl_certificate $lab/chains/$2.pem; ssl_certificate_key $lab/keys/$2.pem; ssl_protocols $3; ${4:-} location / { return 200 ok; } }"
}

write_config() {
  local temp
  {
    echo "daemon off; worker_processes 1; pid $folder/pid; error_log $folder/error.log info;"
    echo "events { worker_connections 64; }"
    echo "http { access_log off;"
    for temp in client_body proxy fastcgi uwsgi scgi; do echo " ${temp}_temp_path $folder/tmp/$temp;"; done
    server "$port13" good-rsa TLSv1.3
    server "$expired" expired TLSv1.3
    server "$clients13" good-rsa TLSv1.3 "ssl_client_certificate $lab/roots.pem; ssl_verify_client on; ssl_verify_depth 3;"
    server "$clients12" good-rsa TLSv1.2 "ssl_client_certificate $lab/roots.pem; ssl_verify_client on; ssl_verify_depth 3;"
    server "$port12" good-rsa TLSv1.2
    echo "}"
  } >"$folder/nginx.conf"
}

lab=$lab_folder/lab
read -r host _ < <(scenario good-rsa)
# The ports are free when they are looked up; another process may take one before nginx does, hence the tries.
for _ in 1 2 3; do
  port13=$(free_port) port12=$(free_port) expired=$(free_port) clients13=$(free_port) clients12=$(free_port)
  write_config
  start_server "$port12" nginx -e "$folder/error.log" -c "$folder/nginx.conf" -p "$folder" && break
done

expect nginx "TLS 1.3 is good" "0 TLSv1.3" -H "$host" -p "$port13" -v
expect nginx "TLS 1.2 is good" "0 TLSv1.2" -H "$host" -p "$port12" -v
expect nginx "https is good" "0 certificate expires in" -H "$host" -p "$port13" -P https
expect nginx "h2 is good" "0 certificate expires in" -H "$host" -p "$port13" -P h2
expect nginx "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$port13" -P h2
expect nginx "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$expired" -P https
read -r _ _ _ given < <(grep '^client-cert-given ' "$lab_ports")
for port in "$clients13" "$clients12"; do
  for protocol in https h2; do
    expect nginx "a client certificate is asked for, $protocol" "0 asks for a client certificate" -H "$host" -p "$port" -P "$protocol" -v
    # shellcheck disable=SC2086
    expect nginx "a client certificate is given, $protocol" "0 the server accepts the client certificate" -H "$host" -p "$port" -P "$protocol" -v $given
  done
done
expect nginx "TLS 1.2 is below --min-tls 1.3" "1 TLSv1.2" -H "$host" -p "$port12" --min-tls 1.3
expect nginx "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port13"
expect nginx "a critical threshold above what is left" "2 certificate expires in" -H "$host" -p "$port13" -c 3650
if grep -E 'SSL_do_handshake|crit|emerg|peer closed connection in SSL handshake' "$folder/error.log"; then
  echo "not ok nginx: its log tells of broken connections"
else
  echo "ok nginx: its log tells of no broken connection"
fi
