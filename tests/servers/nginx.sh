#!/usr/bin/env bash
# check_tls against a real nginx with the lab's certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
trap 'end_server; end_lab' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_lab "$bin" 'good-*' || exit 1
folder=$lab_folder/nginx
mkdir -p "$folder/tmp"
chmod 755 "$lab_folder" "$folder"

# server PORT CHAIN KEY PROTOCOLS
server() {
  echo " server { listen 127.0.0.1:$1 ssl http2; server_name $host;"
  echo "  ssl_certificate $2; ssl_certificate_key $3; ssl_protocols $4; location / { return 200 ok; } }"
}

write_config() {
  local temp
  {
    echo "daemon off; worker_processes 1; pid $folder/pid; error_log $folder/error.log info;"
    echo "events { worker_connections 64; }"
    echo "http { access_log off;"
    for temp in client_body proxy fastcgi uwsgi scgi; do echo " ${temp}_temp_path $folder/tmp/$temp;"; done
    server "$port13" "$lab/chains/good-rsa.pem" "$lab/keys/good-rsa.pem" TLSv1.3
    server "$port12" "$lab/chains/good-rsa.pem" "$lab/keys/good-rsa.pem" TLSv1.2
    echo "}"
  } >"$folder/nginx.conf"
}

lab=$lab_folder/lab
read -r host _ < <(scenario good-rsa)
# The ports are free when they are looked up; another process may take one before nginx does, hence the tries.
for _ in 1 2 3; do
  port13=$(free_port) port12=$(free_port)
  write_config
  start_server "$port12" nginx -e "$folder/error.log" -c "$folder/nginx.conf" -p "$folder" && break
done

expect nginx "TLS 1.3 is good" "0 TLSv1.3" -H "$host" -p "$port13" -v
expect nginx "TLS 1.2 is good" "0 TLSv1.2" -H "$host" -p "$port12" -v
expect nginx "https is good" "0 certificate expires in" -H "$host" -p "$port13" -P https
expect nginx "h2 is good" "0 certificate expires in" -H "$host" -p "$port13" -P h2
expect nginx "TLS 1.2 is below --min-tls 1.3" "1 TLSv1.2" -H "$host" -p "$port12" --min-tls 1.3
expect nginx "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$port13"
expect nginx "a critical threshold above what is left" "2 certificate expires in" -H "$host" -p "$port13" -c 3650
if grep -E 'SSL_do_handshake|crit|emerg|peer closed connection in SSL handshake' "$folder/error.log"; then
  echo "not ok nginx: its log tells of broken connections"
else
  echo "ok nginx: its log tells of no broken connection"
fi
