# What the scripts of real servers share: a good and an expired certificate, users, logs. Sourced after packages.sh, lab.sh and server.sh.
#
# A script sets `name` and defines
#   start_it     starts the server from `folder` (its own, new, with chain.pem and key.pem) by start_listening; false if it does not answer
#   check_it     its checks, by expect_certificate
#   check_log    what its log must say of those, by expect_log
#   misuse_it    asks the server for what it is not
# and calls check_both_certificates.

# Replaces this (sub)shell, so that `server_pid` is the server, or sudo, which passes on signals.
exec_as_root() {
  if [ "$(id -u)" = 0 ]; then exec "$@"; else exec sudo "$@"; fi
}

exec_as() {
  local user=$1
  shift
  exec_as_root setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups "$@"
}

# True if something listens there, on IPv4. Connecting would be in the server's log.
is_listening() { awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, 9) == port { found = 1 } END { exit !found }' /proc/net/tcp; }

# start_listening "PORT..." COMMAND...: waits until the server listens on all of them; false if it ended before.
start_listening() {
  local ports=$1 port tries
  shift
  "$@" >/dev/null 2>&1 </dev/null 8>&- &
  server_pid=$!
  for port in $ports; do
    for ((tries = 0; tries < 1000; tries++)); do
      ! is_listening "$port" || continue 2
      [ -d "/proc/$server_pid" ] || return 1
      read -r -t 0.02 <>"$lab_folder/stdin" || true
    done
    return 1
  done
}

give_folder_to() { as_root chown -R "$1" "$folder"; }

end_it() {
  [ -n "${server_pid:-}" ] || return 0
  as_root kill "$server_pid" 2>/dev/null
  wait "$server_pid" 2>/dev/null
  server_pid=
}

end_all() {
  end_it
  [ -z "${folder:-}" ] || as_root rm -rf "$folder"
  end_lab
  restore_policy
}

make_folder() {
  folder=$lab_folder/$name
  as_root rm -rf "$folder"
  mkdir "$folder"
  cp "$lab/chains/$identity.pem" "$folder/chain.pem"
  cp "$lab/keys/$identity.pem" "$folder/key.pem"
  chmod 600 "$folder/key.pem"
}

# The ports are free when they are looked up; another process may take one before the server does, hence the tries.
start_new() {
  local tries
  for tries in 1 2 3; do
    make_folder
    start_it && return 0
    end_it
  done
  echo "not ok $name: it does not start with the certificate $identity: $(as_root find "$folder" -name '*log' -exec tail -n 5 {} +)"
  return 1
}

# expect_certificate PROTOCOL PORT [OPTION...]: the good one is OK, the expired one CRITICAL, and the chain is told.
expect_certificate() {
  local protocol=$1 port=$2
  shift 2
  case $identity in
    good-rsa) expect "$name" "$protocol with a good certificate" "0 'Lab RSA Intermediate CA' issued by" -H "$host" -p "$port" -P "$protocol" "$@" ;;
    expired) expect "$name" "$protocol with an expired certificate" "2 certificate expired" -H "$host" -p "$port" -P "$protocol" "$@" ;;
  esac
  checks=$((checks + 1))
}

check_both_certificates() {
  lab=$lab_folder/lab
  chmod 755 "$lab_folder"
  for identity in good-rsa expired; do
    read -r host _ < <(scenario "$identity")
    checks=0
    start_new || return 1
    check_it
    end_it
    check_log
  done
  identity=good-rsa
  start_new || return 1
  misuse_it
  end_it
}

# expect_log GOOD COUNT BROKEN FILE...: exactly COUNT lines match GOOD, none matches BROKEN.
expect_log() {
  local good=$1 count=$2 broken=$3 lines
  shift 3
  lines=$(as_root cat "$@")
  if [ "$(grep -cE "$good" <<<"$lines")" != "$count" ]; then
    echo "not ok $name: its log has not $count lines of '$good': $(tail -n 20 <<<"$lines")"
  elif grep -qE "$broken" <<<"$lines"; then
    echo "not ok $name: its log tells of broken connections: $(grep -E "$broken" <<<"$lines")"
  else
    echo "ok $name: its log tells of no broken connection, certificate $identity"
  fi
}
