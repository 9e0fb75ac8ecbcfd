#!/usr/bin/env bash
# check_tls against a real MariaDB with the lab's certificates: 200 checks in a row do not block the monitor. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
. "$here/../support/lab.sh"
. "$here/../support/server.sh"
bin=$1
packages="mariadb-server-core mariadb-client-core haproxy"
trap 'end_server; end_lab; restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# shellcheck disable=SC2086
need_packages $packages || exit 1
unpack_packages "$guest_folder/mariadb" mariadb-server || exit 1  # for its plugins
start_lab "$bin" '[eg][xo]*[ad]' || exit 1
lab=$lab_folder/lab
folder=$lab_folder/mariadb
mkdir "$folder"
chmod 755 "$lab_folder" "$folder"
read -r host _ < <(scenario good-rsa)

# MariaDB counts no broken handshakes for 127.0.0.1, so the checks come from 127.0.0.2, by a haproxy that relays them.
chmod 777 "$folder"
account=nobody
[ "$(id -u)" = 0 ] || account=$(id -un)
mariadb-install-db --no-defaults --user="$account" --datadir="$folder/data" --auth-root-authentication-method=normal --skip-test-db \
  >"$folder/install.log" 2>&1 || { tail -n 5 "$folder/install.log"; exit 1; }

end_relay() {
  [ -n "${relay_pid:-}" ] || return 0
  kill "$relay_pid" 2>/dev/null
  wait "$relay_pid" 2>/dev/null
  relay_pid=
}
trap 'end_relay; end_server; end_lab; restore_policy' EXIT

# As a command for start_server.
database() {
  exec mariadbd --no-defaults --user="$account" --datadir="$folder/data" --socket="$folder/socket" --pid-file="$folder/pid" \
    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=8M "$@"
}

# start OPTION...: the ports are free when they are looked up; another process may take one, hence the tries.
start() {
  local _
  for _ in 1 2 3; do
    port=$(free_port) relay=$(free_port)
    cat >"$folder/haproxy.cfg" <<END
defaults
 mode tcp
 timeout connect 10s
 timeout client 60s
 timeout server 60s
listen relay
 bind 127.0.0.1:$relay
 server database 127.0.0.1:$port source 127.0.0.2
END
    start_server "$relay" haproxy -db -f "$folder/haproxy.cfg" || continue
    relay_pid=$server_pid
    start_server "$port" logged "$folder/log" database --port="$port" --bind-address=127.0.0.1 --max-connect-errors=10 "$@" && return 0
    end_relay
  done
  return 1
}

end() {
  end_server
  end_relay
}

# use CERTIFICATE: the options for it.
use() {
  cp "$lab/chains/$1.pem" "$folder/chain.pem"
  cp "$lab/keys/$1.pem" "$folder/key.pem"
  chmod 644 "$folder/key.pem"
  : >"$folder/log"
  tls=(--ssl-cert="$folder/chain.pem" --ssl-key="$folder/key.pem")
}

# many_checks NAME: 200 in a row, none of them turned away.
many_checks() {
  local i output status
  for ((i = 1; i <= 200; i++)); do
    status=0
    output=$("$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$relay" -P mysql --ca-file "$lab/roots.pem" -t 20 2>&1) || status=$?
    [ "$status" = 0 ] || { echo "not ok mariadb: $1: check $i: $output"; return; }
  done
  echo "ok mariadb: $1"
}

# accounts METHOD: one account, which may come from anywhere. A server that knows nobody from an address turns it away.
accounts() {
  printf '%s\n' "use mysql;" "delete from global_priv;" \
    "insert into global_priv values ('%', 'someone', json_object('access', 0, 'plugin', '$1', 'authentication_string', '$2'));" |
    (database --bootstrap) >"$folder/bootstrap.log" 2>&1 || tail -n 5 "$folder/bootstrap.log"
}

accounts mysql_native_password '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29'
use good-rsa
start "${tls[@]}"
expect mariadb "TLS is good" "0 certificate expires in" -H "$host" -p "$relay" -P mysql
expect mariadb "the chain is reported" "0 Lab RSA Intermediate CA" -H "$host" -p "$relay" -P mysql
expect mariadb "another name is told" "2 not for 'other.lab.example'" -H other.lab.example -p "$relay" -P mysql
expect mariadb "tls on its port gets a hint" "2 try -P mysql" -H "$host" -p "$relay"
many_checks "200 checks in a row"
# What a check would do that did not mind its leave. It proves that this server counts.
for _ in {1..12}; do (exec 9<>"/dev/tcp/127.0.0.1/$relay" && read -r -n 4 -t 5 <&9) 2>/dev/null; done
expect mariadb "a blocked address is told" "2 the server turns us away: error 1129" -H "$host" -p "$relay" -P mysql
end
expect_clean mariadb "$folder/log" 'handshake|Got (an error|timeout)|SSL|load plugins'

use expired
start "${tls[@]}"
expect mariadb "an expired certificate is CRITICAL" "2 certificate expired" -H "$host" -p "$relay" -P mysql
end

# Every account by another method: the server asks for it before it refuses.
find "$guest_folder/mariadb" -name auth_ed25519.so -exec cp {} "$folder" \;
accounts ed25519 ZIgUREUg5PVgQ6LskhXmO+eZLS0nC8be6HPjYWR4YJY
use good-rsa
start "${tls[@]}" --plugin-dir="$folder" --plugin-load-add=auth_ed25519
many_checks "200 checks in a row where accounts have ed25519"
end
expect_clean "mariadb with ed25519" "$folder/log" 'handshake|Got (an error|timeout)|SSL|load plugins'

start --skip-ssl
for _ in {1..12}; do "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$relay" -P mysql -t 20 >/dev/null; done
expect mariadb "no TLS is told, and again" "2 the server does not offer TLS" -H "$host" -p "$relay" -P mysql
end
