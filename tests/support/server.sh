# Real servers in the foreground, on loopback, ended by their own process id. Sourced.

# A TCP port on 127.0.0.1 that is free now.
free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

# start_server PORT COMMAND...: waits until the port answers; false if the server ended before.
start_server() {
  local port=$1 tries
  shift
  "$@" >/dev/null 2>&1 </dev/null 8>&- &
  server_pid=$!
  for ((tries = 0; tries < 1000; tries++)); do
    (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return 0
    kill -0 "$server_pid" 2>/dev/null || return 1
    read -r -t 0.02 <>"$lab_folder/stdin" || true
  done
  return 1
}

end_server() {
  [ -n "${server_pid:-}" ] || return 0
  kill "$server_pid" 2>/dev/null
  wait "$server_pid" 2>/dev/null
  server_pid=
}

# expect SERVER NAME "STATUS TEXT" OPTION...: check_tls (of `bin`, trusting the roots in `lab`, within `timeout` or 20 seconds) ends so and says TEXT.
expect() {
  local server=$1 name=$2 wanted=$3 output status=0
  shift 3
  output=$("$bin/nagios/check_tls" -I 127.0.0.1 --ca-file "$lab/roots.pem" -t "${timeout:-20}" "$@" 2>&1) || status=$?
  if [ "$status" = "${wanted%% *}" ] && [[ $output == *"${wanted#* }"* ]]; then
    echo "ok $server: $name"
  else
    echo "not ok $server: $name: exit status $status: $output"
  fi
}

# logged FILE COMMAND...: what it writes goes there. As a command for start_server; so is as_user, which may follow.
logged() {
  exec >>"$1" 2>&1
  shift
  [ "$(type -t "$1")" = function ] || set -- exec "$@"
  "$@"
}

# as_user NAME COMMAND...: as that user, where we are root and would be refused. As a command for start_server.
as_user() {
  if [ "$(id -u)" = 0 ]; then exec setpriv --reuid="$1" --regid="$(id -g "$1")" --clear-groups "${@:2}"; else exec "${@:2}"; fi
}

# own USER PATH...: gives the paths to that user, where we are root.
own() { [ "$(id -u)" != 0 ] || chown -R "$1" "${@:2}"; }

# expect_clean SERVER LOG PATTERN: the log has no line like that.
expect_clean() {
  local found
  if found=$(grep -aE "$3" "$2"); then
    echo "not ok $1: its log tells of broken connections: $(tail -n 5 <<<"$found")"
  else
    echo "ok $1: its log tells of no broken connection"
  fi
}
