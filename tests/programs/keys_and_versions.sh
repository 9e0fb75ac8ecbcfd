#!/usr/bin/env bash
# --both-keys, --refuse and client certificates against real nginx and HAProxy with the lab's certificates, and against servers of one connection at
# a time. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/programs/keys_and_versions.sh BIN_DIR
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
trap 'end_relay; end_server; end_lab' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_lab "$bin" '[gecbv][oxle]*' || exit 1
lab=$lab_folder/lab
read -r host _ < <(scenario good-rsa)

# certificate NAME
certificate() { echo "  ssl_certificate $lab/chains/$1.pem; ssl_certificate_key $lab/keys/$1.pem;"; }

# server PORT LINE...
server() {
  echo " server { listen 127.0.0.1:$1 ssl; server_name $host; location / { return 200 ok; }"
  printf '%s\n' "${@:2}" '}'
}

write_nginx() {
  local temp old='ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_ciphers DEFAULT:@SECLEVEL=0;' new='ssl_protocols TLSv1.2 TLSv1.3;'
  echo "daemon off; worker_processes 1; pid $folder/pid; error_log $folder/error.log info;"
  echo "events { worker_connections 64; }"
  echo "http { access_log off;"
  for temp in client_body proxy fastcgi uwsgi scgi; do echo " ${temp}_temp_path $folder/tmp/$temp;"; done
  server "$both" "$(certificate good-rsa)" "$(certificate good-ecdsa)" "$new"
  server "$both12" "$(certificate good-rsa)" "$(certificate good-ecdsa)" "ssl_protocols TLSv1.2;"
  server "$mixed" "$(certificate good-rsa)" "$(certificate expired)" "$new"
  server "$old_rsa" "$(certificate good-rsa)" "$old"
  server "$only13" "$(certificate good-ecdsa)" "ssl_protocols TLSv1.3;"
  server "$demands" "$(certificate good-rsa)" "$new" "ssl_verify_client on; ssl_client_certificate $lab/roots.pem;"
  server "$asks" "$(certificate good-rsa)" "$new" "ssl_verify_client optional; ssl_client_certificate $lab/roots.pem;"
  echo "}"
}

start_nginx() {
  local _
  folder=$lab_folder/nginx
  mkdir -p "$folder/tmp"
  chmod 755 "$lab_folder" "$folder"
  # The ports are free when they are looked up; another process may take one before nginx does, hence the tries.
  for _ in 1 2 3; do
    both=$(free_port) both12=$(free_port) mixed=$(free_port) old_rsa=$(free_port) only13=$(free_port) demands=$(free_port) asks=$(free_port)
    write_nginx >"$folder/nginx.conf"
    start_server "$both" nginx -e "$folder/error.log" -c "$folder/nginx.conf" -p "$folder" && return 0
  done
  echo "not ok nginx with two certificates: it does not start: $(tail -n 3 "$folder/error.log")"
  return 1
}

# told NAME STATUS TEXT... -- OPTION...: each text is somewhere in what check_tls says.
told() {
  local name=$1 wanted=$2 status=0 output missing=() texts=()
  shift 2
  while [ "$1" != -- ]; do texts+=("$1"); shift; done
  shift
  output=$("$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 --ca-file "$lab/roots.pem" -t 20 "$@" 2>&1) || status=$?
  for text in "${texts[@]}"; do [[ $output == *"$text"* ]] || missing+=("'$text'"); done
  if [ "$status" = "$wanted" ] && [ "${#missing[@]}" = 0 ]; then
    echo "ok $name"
  else
    echo "not ok $name: exit status $status, without ${missing[*]:-anything missing}: $output"
  fi
}

old_ones='ssl3,tls1,tls1.1'
client=(--client-cert "$lab/client.pem" --client-key "$lab/client.key")
stranger=(--client-cert "$lab/stranger.pem" --client-key "$lab/stranger.key")

check_nginx() {
  local port
  for port in "$both" "$both12"; do
    told "nginx, two certificates, port of $([ "$port" = "$both" ] && echo 'TLS 1.3' || echo 'TLS 1.2')" 0 \
      'both-keys: the server has an RSA certificate' 'both-keys: the server has an ECDSA certificate' ' leaf_left_rsa=' ' leaf_left_ecdsa=' \
      -- -p "$port" --both-keys -v
  done
  told "nginx, one of two expired" 2 'ECDSA certificate: certificate expired' '[pass] leaf-expiry: RSA certificate: certificate expires in' \
    -- -p "$mixed" --both-keys -v
  told "nginx, one certificate" 0 "the server has no ECDSA certificate (the server sent the alert 'handshake failure')" ' leaf_left_rsa=' \
    -- -p "$old_rsa" --both-keys
  told "nginx, old versions accepted" 2 'the server still accepts TLSv1 and TLSv1.1: switch them off' -- -p "$old_rsa" --refuse "$old_ones"
  told "nginx, old versions refused" 0 'the server refuses SSLv3, TLSv1 and TLSv1.1' -- -p "$both" --refuse "$old_ones" -v
  told "nginx, TLS 1.2 accepted" 2 'the server still accepts TLSv1.2: switch it off' -- -p "$both" --refuse tls1.2
  told "nginx, nothing but TLS 1.3" 2 'the server still accepts TLSv1.3: switch it off' -- -p "$only13" --refuse tls1.2,tls1.3
  told "nginx, all at once" 2 'versions-refused: the server still accepts TLSv1 and TLSv1.1' 'both-keys: the server has an RSA certificate' \
    -- -p "$old_rsa" --refuse "$old_ones" --both-keys -v
  # nginx judges client certificates in HTTP, behind TLS.
  told "nginx, ssl_verify_client on, none given" 0 'client-certificate: the server asks for a client certificate, and does without' -- -p "$demands"
  told "nginx, ssl_verify_client on, a good one given" 0 'client-certificate: the server accepts the client certificate' -- -p "$demands" -v "${client[@]}"
  told "nginx, ssl_verify_client on, both kinds of keys and a client's key of one kind" 0 'client-certificate: the server accepts the client certificate' \
    'both-keys: the server has an RSA certificate' -- -p "$demands" -v --both-keys "${client[@]}"
  told "nginx, ssl_verify_client optional, none given" 0 'client-certificate: the server asks for a client certificate, and does without' -- -p "$asks"
  told "nginx, ssl_verify_client optional, a good one given" 0 'client-certificate: the server accepts the client certificate' -- -p "$asks" -v "${client[@]}"
}

start_haproxy() {
  local _
  folder=$lab_folder/haproxy
  mkdir "$folder"
  cat "$lab/chains/good-rsa.pem" "$lab/keys/good-rsa.pem" >"$folder/combined.pem"
  for _ in 1 2 3; do
    new=$(free_port) old=$(free_port)
    cat >"$folder/haproxy.cfg" <<END
global
 log stdout format raw daemon
defaults
 mode tcp
 timeout connect 1s
 timeout client 10s
 timeout server 10s
listen demands13
 bind 127.0.0.1:$new ssl crt $folder/combined.pem ssl-min-ver TLSv1.3 ca-file $lab/roots.pem verify required
 tcp-request content reject
listen demands12
 bind 127.0.0.1:$old ssl crt $folder/combined.pem ssl-max-ver TLSv1.2 ca-file $lab/roots.pem verify required
 tcp-request content reject
END
    start_server "$new" haproxy -db -f "$folder/haproxy.cfg" && return 0
  done
  echo "not ok haproxy that demands client certificates: it does not start"
  return 1
}

check_haproxy() {
  local port version
  for version in 1.3 1.2; do
    [ "$version" = 1.3 ] && port=$new || port=$old
    told "haproxy, TLS $version, demands a client certificate, none given" 0 'the server demands a client certificate, none was given' "TLSv$version" \
      'leaf_left=' -- -p "$port"
    told "haproxy, TLS $version, demands a client certificate, a good one given" 0 'client-certificate: the server accepts the client certificate' \
      -- -p "$port" -v "${client[@]}"
    told "haproxy, TLS $version, demands a client certificate, another given" 2 'the server refuses the client certificate (unknown CA)' 'leaf_left=' \
      -- -p "$port" "${stranger[@]}"
  done
}

# start_relay PORT: sets `relay_port`, which serves one connection at a time and closes the others.
start_relay() {
  mkfifo "$lab_folder/relay" "$lab_folder/relay_port"
  /usr/bin/python3 -B "$here/relay.py" "127.0.0.1=one:$1" <"$lab_folder/relay" >"$lab_folder/relay_port" 8>&- &
  relay_pid=$!
  exec 7>"$lab_folder/relay"
  read -r relay_port <"$lab_folder/relay_port"
}

end_relay() {
  [ -n "${relay_pid:-}" ] || return 0
  exec 7>&-
  wait "$relay_pid" 2>/dev/null
  relay_pid=
  rm "$lab_folder/relay" "$lab_folder/relay_port"
}

check_one_at_a_time() {
  local port
  read -r _ port < <(scenario versions-old)
  start_relay "$port"
  told "one connection at a time, old versions accepted" 2 'the server still accepts TLSv1 and TLSv1.1: switch them off' -- -p "$relay_port" --refuse tls1,tls1.1
  end_relay
  read -r _ port < <(scenario both-keys-rsa-expired)
  start_relay "$port"
  told "one connection at a time, one of two certificates expired" 2 'RSA certificate: certificate expired' 'both-keys: the server has an ECDSA certificate' \
    -- -p "$relay_port" --both-keys -v
  end_relay
}

check_one_at_a_time
if start_nginx; then
  check_nginx
  end_server
fi
if start_haproxy; then
  check_haproxy
  end_server
fi
