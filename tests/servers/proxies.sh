#!/usr/bin/env bash
# check_tls through real proxies (Tinyproxy, Squid, Dante, microsocks), and by the PROXY protocol to real servers (HAProxy, nginx), with the lab's
# certificates. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="tinyproxy squid microsocks dante-server haproxy nginx-light"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# shellcheck disable=SC2086
need_packages $packages || exit 1
unset https_proxy HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY TLS_PROXY_AUTH

start_lab "$bin" '[ge]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/proxies
mkdir -p "$folder/tmp"
chmod 755 "$lab_folder" "$folder"
read -r host port < <(scenario good-rsa)
read -r expired_host expired < <(scenario expired)
closed=$(free_port)
(umask 077; echo monitor:secret >"$folder/auth"; echo monitor:wrong >"$folder/wrong"; echo secret >"$folder/password")

# retried START: its ports are free when they are looked up; another process may take one, hence the tries.
retried() {
  local _
  for _ in 1 2 3; do "$@" && return 0; done
  echo "not ok $1: the server does not start"
  return 1
}

# What holds for every proxy: through_proxy NAME URL OPTION...
through_proxy() {
  local name=$1 url=$2
  shift 2
  expect "$name" "a good certificate" "0 through proxy ${url##*[/@]}" -H "$host" -p "$port" -x "$url" "$@"
  expect "$name" "an expired certificate is CRITICAL" "2 certificate expired" -H "$expired_host" -p "$expired" -x "$url" "$@"
  expect "$name" "the server refuses the proxy" "2 the proxy cannot reach the server: '" -H "$host" -p "$closed" -x "$url" "$@"
  expect "$name" "the time in the proxy is measured" "0 proxy_time=" -H "$host" -p "$port" -x "$url" "$@"
}

# A name of which we look up nothing: no time was taken for it.
by_name() {
  local name=$1 url=$2 output status=0
  shift 2
  output=$("$bin/nagios/check_tls" -H localhost --sni "$host" -p "$port" --ca-file "$lab/roots.pem" -t 20 -x "$url" "$@" -o json 2>&1) || status=$?
  if [ "$status" = 0 ] && [[ $output == *'"address":"localhost"'* && $output != *resolve_time* ]]; then
    echo "ok $name: it looks up the name"
  else
    echo "not ok $name: it looks up the name: exit status $status: $output"
  fi
}

# expect_words NAME WHAT TEXT OPTION...: CRITICAL by name alone, with these words of the proxy.
expect_words() {
  local name=$1 what=$2 text=$3 output status=0
  shift 3
  output=$("$bin/nagios/check_tls" -t 20 "$@" 2>&1) || status=$?
  if [ "$status" = 2 ] && [[ $output == *"the proxy cannot reach the server: "*"$text"* ]]; then
    echo "ok $name: $what"
  else
    echo "not ok $name: $what: exit status $status: $output"
  fi
}

start_tinyproxy() {
  way=$(free_port)
  : >"$folder/tinyproxy.log"
  chmod 666 "$folder/tinyproxy.log"
  printf '%s\n' "Port $way" 'Listen 127.0.0.1' 'Timeout 20' 'LogLevel Info' "LogFile \"$folder/tinyproxy.log\"" 'MaxClients 20' "$@" \
    >"$folder/tinyproxy.conf"
  start_server "$way" tinyproxy -d -c "$folder/tinyproxy.conf"
}

retried start_tinyproxy && {
  through_proxy tinyproxy "http://127.0.0.1:$way"
  by_name tinyproxy "http://127.0.0.1:$way"
  expect tinyproxy "no scheme is http" "0 through proxy" -H "$host" -p "$port" -x "127.0.0.1:$way"
  https_proxy=http://127.0.0.1:$way expect tinyproxy "from the environment" "0 through proxy" -H "$host" -p "$port" --proxy-from-env
  https_proxy=http://127.0.0.1:$way expect tinyproxy "the environment is not asked without" "0 answers on 127.0.0.1, TLSv1.3" -v -H "$host" -p "$port"
  https_proxy=http://127.0.0.1:$closed no_proxy=127.0.0.0/8 \
    expect tinyproxy "no_proxy" "0 answers on 127.0.0.1, TLSv1.3" -v -H "$host" -p "$port" --proxy-from-env
  timeout=2 expect tinyproxy "it does not speak SOCKS" "3 proxy 127.0.0.1:$way: " -H "$host" -p "$port" -x "socks5h://127.0.0.1:$way"
  end_server
}
expect nobody "a proxy that refuses is UNKNOWN" "3 proxy 127.0.0.1:$closed: connection refused" -H "$host" -p "$port" -x "http://127.0.0.1:$closed"

retried start_tinyproxy 'BasicAuth monitor secret' "ConnectPort $port" && {
  url=http://127.0.0.1:$way
  expect tinyproxy "a login by file" "0 through proxy" -H "$host" -p "$port" -x "$url" --proxy-auth-file "$folder/auth"
  expect tinyproxy "the user in the URL" "0 through proxy" -H "$host" -p "$port" -x "http://monitor@127.0.0.1:$way" --proxy-auth-file "$folder/password"
  TLS_PROXY_AUTH=monitor:secret expect tinyproxy "a login by the environment" "0 through proxy" -H "$host" -p "$port" -x "$url"
  https_proxy=http://monitor:secret@127.0.0.1:$way expect tinyproxy "a login in the environment's URL" "0 through proxy" -H "$host" -p "$port" --proxy-from-env
  expect tinyproxy "no login" "3 the proxy wants a name and password (407): give --proxy-auth-file" -H "$host" -p "$port" -x "$url"
  expect tinyproxy "a wrong login" "3 the proxy does not accept the name and password" -H "$host" -p "$port" -x "$url" --proxy-auth-file "$folder/wrong"
  expect tinyproxy "a port that it forbids" "3 the proxy forbids CONNECT to 127.0.0.1:$expired" -H "$expired_host" -p "$expired" -x "$url" --proxy-auth-file "$folder/auth"
  end_server
}

start_squid() {
  way=$(free_port)
  {
    echo "http_port 127.0.0.1:$way"
    echo "pid_filename none"
    echo "cache_log $folder/squid.log"
    echo "access_log none"
    echo "cache deny all"
    echo "visible_hostname squid.lab.example"
    echo "shutdown_lifetime 0 seconds"
    echo "coredump_dir $folder"
    echo "pinger_enable off"
    echo "netdb_filename none"
    echo "acl forbidden port 25"
    echo "http_access deny forbidden"
    echo "http_access allow localhost"
    echo "http_access deny all"
  } >"$folder/squid.conf"
  : >"$folder/squid.log"
  own proxy "$folder/squid.log"
  start_server "$way" as_user proxy squid -N -n "check$way" -f "$folder/squid.conf"
}

retried start_squid && {
  through_proxy squid "http://127.0.0.1:$way"
  by_name squid "http://127.0.0.1:$way"
  expect_words squid "a name that does not exist" "('ERR_" -H nosuch.invalid -x "http://127.0.0.1:$way"
  expect squid "a port that it forbids" "3 the proxy forbids CONNECT to 127.0.0.1:25: '403 Forbidden'" -H "$host" -p 25 -x "http://127.0.0.1:$way"
  end_server
}

start_microsocks() {
  way=$(free_port)
  start_server "$way" microsocks -i 127.0.0.1 -p "$way" "$@"
}

retried start_microsocks && {
  through_proxy microsocks "socks5h://127.0.0.1:$way"
  by_name microsocks "socks5h://127.0.0.1:$way"
  expect microsocks "it does not speak HTTP" "3 not HTTP but SOCKS 5: use socks5h://" -H "$host" -p "$port" -x "http://127.0.0.1:$way"
  end_server
}
retried start_microsocks -u monitor -P secret && {
  url=socks5h://127.0.0.1:$way
  expect microsocks "a login by file" "0 through proxy" -H "$host" -p "$port" -x "$url" --proxy-auth-file "$folder/auth"
  expect microsocks "no login" "3 the proxy wants a login: give --proxy-auth-file" -H "$host" -p "$port" -x "$url"
  expect microsocks "a wrong login" "3 the proxy does not accept the name and password" -H "$host" -p "$port" -x "$url" --proxy-auth-file "$folder/wrong"
  end_server
}

start_danted() {
  way=$(free_port)
  {
    echo "logoutput: $folder/danted.log"
    echo "internal: 127.0.0.1 port = $way"
    echo "external: lo"
    echo "clientmethod: none"
    echo "socksmethod: none"
    echo "user.privileged: $(id -un)"
    echo "user.unprivileged: $(id -un)"
    echo "client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }"
    echo "socks block { from: 0.0.0.0/0 to: 0.0.0.0/0 port = 25 }"
    echo "socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 protocol: tcp }"
  } >"$folder/danted.conf"
  start_server "$way" danted -f "$folder/danted.conf" -p "$folder/danted.pid"
}

retried start_danted && {
  through_proxy dante "socks5://127.0.0.1:$way"
  through_proxy dante "socks5h://127.0.0.1:$way"
  by_name dante "socks5h://127.0.0.1:$way"
  expect dante "what it forbids" "3 the proxy refuses: 'connection not allowed by ruleset'" -H "$host" -p 25 -x "socks5://127.0.0.1:$way"
  end_server
}

cat "$lab/chains/good-rsa.pem" "$lab/keys/good-rsa.pem" >"$folder/combined.pem"
start_haproxy() {
  way=$(free_port)
  : >"$folder/haproxy.log"
  cat >"$folder/haproxy.cfg" <<END
global
 log stdout format raw daemon debug
defaults
 log global
 timeout connect 1s
 timeout client 10s
 timeout server 10s
listen any
 mode tcp
 error-log-format "from %ci:%cp to %fi:%fp"
 bind 127.0.0.1:$way accept-proxy ssl crt $folder/combined.pem
 tcp-request content reject
END
  start_server "$way" logged "$folder/haproxy.log" haproxy -db -f "$folder/haproxy.cfg"
}

start_nginx() {
  local temp
  way=$(free_port)
  : >"$folder/nginx.log"
  {
    echo "daemon off; worker_processes 1; pid $folder/pid; error_log $folder/nginx.errors info;"
    echo "events { worker_connections 64; }"
    echo "http { log_format ends 'from \$proxy_protocol_addr:\$proxy_protocol_port'; access_log $folder/nginx.log ends;"
    for temp in client_body proxy fastcgi uwsgi scgi; do echo " ${temp}_temp_path $folder/tmp/$temp;"; done
    echo " server { listen 127.0.0.1:$way ssl proxy_protocol; ssl_certificate $lab/chains/good-rsa.pem; ssl_certificate_key $lab/keys/good-rsa.pem; }"
    echo "}"
  } >"$folder/nginx.conf"
  start_server "$way" nginx -e "$folder/nginx.errors" -c "$folder/nginx.conf" -p "$folder"
}

# by_proxy_protocol SERVER: both versions are taken; without one there is no TLS.
by_proxy_protocol() {
  local version
  for version in v1 v2; do
    expect "$1" "PROXY protocol $version" "0 certificate expires in" -H "$host" -p "$way" --proxy-protocol "$version"
  done
  timeout=3 expect "$1" "without its header" "2 " -H "$host" -p "$way"
}

retried start_haproxy && {
  : >"$folder/haproxy.log"
  by_proxy_protocol haproxy
  if [ "$(grep -ac "^from 127\.0\.0\.1:[0-9]* to 127\.0\.0\.1:$way$" "$folder/haproxy.log")" -ge 2 ]; then
    echo "ok haproxy: it sees both ends of the connection"
  else
    echo "not ok haproxy: it sees both ends of the connection: $(tail -n 5 "$folder/haproxy.log" | tr -d '\0')"
  fi
  end_server
}
retried start_nginx && {
  by_proxy_protocol nginx
  end_server
}
retried start_nginx && {
  target=$way proxy=
  nginx_pid=$server_pid server_pid=
  retried start_microsocks && proxy=$way
  expect both "PROXY protocol v1 through a proxy" "0 through proxy" -H "$host" -p "$target" --proxy-protocol v1 -x "socks5h://127.0.0.1:$proxy"
  expect both "PROXY protocol v2 through a proxy" "0 through proxy" -H "$host" -p "$target" --proxy-protocol v2 -x "socks5h://127.0.0.1:$proxy"
  end_server
  server_pid=$nginx_pid
  end_server
}
