#!/usr/bin/env bash
# check_tls against real servers: every script of this folder, three at a time. Prints their lines in the order of the scripts' names, and how long each took.
#
#   tests/servers/run.sh BIN_DIR [NAME...]     all of them, or `dovecot redis`
#
# The packages that the scripts name are installed by one call. Afterwards no process of theirs may be left.
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/packages.sh"
bin=$(realpath "$1")
shift
at_once=3

names=("$@")
if [ "${#names[@]}" = 0 ]; then
  for file in "$here"/*.sh; do [ "$file" = "$here/run.sh" ] || names+=("$(basename "$file" .sh)"); done
fi

# Everything that a script makes lies in here; a short name, since sockets have at most 107 characters.
scratch=$(mktemp -d /tmp/srv.XXXX)
chmod 755 "$scratch"

# Processes that are in the folder, or have it on their command line or in their environment.
left_behind() {
  as_root find /proc -maxdepth 2 -path '/proc/[0-9]*/cwd' -lname "$scratch*" 2>/dev/null | cut -d / -f 3
  as_root grep -laF -f - /proc/[0-9]*/cmdline /proc/[0-9]*/environ <<<"$scratch" 2>/dev/null | cut -d / -f 3
}

end_all() {
  local script
  for script in $(jobs -pr); do kill "$script" 2>/dev/null; done
  wait
  as_root rm -rf "$scratch"
  restore_policy
}
trap end_all EXIT

# What cannot be installed is told by the script that needs it.
# shellcheck disable=SC2046
need_packages $(for name in "${names[@]}"; do sed -n 's/^packages="\(.*\)"$/\1/p' "$here/$name.sh"; done | tr ' ' '\n' | sort -u) || true

run_one() {
  local name=$1 start=$SECONDS status=0
  mkdir "$scratch/$name"
  chmod 1777 "$scratch/$name"  # as /tmp is: servers run as users of their own
  TMPDIR=$scratch/$name bash "$here/$name.sh" "$bin" >"$scratch/$name.out" 2>&1 </dev/null || status=$?
  [ "$status" = 0 ] || grep -q '^not ok ' "$scratch/$name.out" || echo "not ok $name: ended with status $status" >>"$scratch/$name.out"
  grep -qE '^(not )?ok ' "$scratch/$name.out" || echo "not ok $name: it checked nothing" >>"$scratch/$name.out"
  echo "-- $name: $((SECONDS - start)) s" >>"$scratch/$name.out"
}

# The one that takes longest goes first.
for name in $(printf '%s\n' "${names[@]}" | awk '$1 == "mariadb" { print; next } { rest = rest $1 "\n" } END { printf "%s", rest }'); do
  while [ "$(jobs -pr | wc -l)" -ge "$at_once" ]; do wait -n; done
  run_one "$name" &
done
wait
for name in "${names[@]}"; do cat "$scratch/$name.out"; done

# A daemon's children may take a moment to follow it.
mkfifo "$scratch/never"
for ((tries = 0; tries < 50; tries++)); do
  left=$(left_behind | sort -u | tr '\n' ' ')
  [ -n "$left" ] || break
  read -r -t 0.1 <>"$scratch/never" || true
done
if [ -z "$left" ]; then
  echo "ok servers: no process is left behind"
else
  # shellcheck disable=SC2086
  echo "not ok servers: left behind: $(ps -o pid=,args= -p $left | tr '\n' ';')"
fi
