#!/usr/bin/env bash
# The client table against real clients: each certificate scenario of the lab, visited by each client and judged by check_tls_chain with the same trust.
# Prints "ok SCENARIO, CLIENT" and "not ok SCENARIO, CLIENT: why", and the clients' versions.
#
#   tests/clients/run.sh BIN_DIR [FOLDER]
#
# curl, s_client, python (ssl), certifi (requests), java, node, go, gnutls, browser (Chromium): client_* beside this file, each over all scenarios in one
# process where that is possible. Whatever a version does is right; what our table cannot follow is in divergences.txt.
# FOLDER, where it is given, keeps what was measured: CLIENT.tsv (scenario, verdict, reason), truth.tsv (all of them), json/SCENARIO.
set -u -o pipefail
here=$(realpath "$(dirname "$0")")
. "$here/../support/lab.sh"
bin=$1
folder=${2:-}
scratch=$(mktemp -d)
running=()
finish() {
  [ "${#running[@]}" = 0 ] || kill "${running[@]}" 2>/dev/null
  end_lab
  rm -rf "$scratch"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
folder=${folder:-$scratch/found}
mkdir -p "$folder/json" "$scratch/java" "$scratch/browser"
most_seconds=200

is_left_out() {
  local glob
  # The globs are meant to be such.
  # shellcheck disable=SC2053
  while read -r glob _; do [[ $glob == '#'* || $1 != $glob ]] || return 0; done <"$here/left_out.txt"
  return 1
}

# client NAME COMMAND...: in an environment of its own, so that neither settings nor variables of this machine have a say.
client() {
  local name=$1
  shift
  env -i PATH="/usr/bin:/bin:$PATH" HOME="$scratch" LC_ALL=C.UTF-8 GOCACHE="$go_cache" GO111MODULE=off \
    timeout -k 5 "$most_seconds" "$@" <"$folder/scenarios" >"$folder/$name.tsv" 2>"$folder/$name.version" || true
}

visit_by_all() {
  client curl bash "$here/client_curl.sh" "$roots"
  client s_client bash "$here/client_s_client.sh" "$roots"
  client gnutls bash "$here/client_gnutls.sh" "$roots"
  client python /usr/bin/python3 "$here/client_python.py" ssl "$roots"
  client certifi /usr/bin/python3 -W ignore "$here/client_python.py" requests "$roots"
  client node node "$here/client_node.js" "$roots"
  client go go run "$here/client.go" "$roots"
  client java java "$here/Client.java" "$roots" "$scratch/java"
}

judge() {
  local name host port
  while read -r name host port; do
    timeout -s KILL 60 "$bin/nagios/check_tls_chain" -H "$host" -I 127.0.0.1 -p "$port" -t 4 --ca-file "$roots" --clients \
      --aia always --fetch-private -o json </dev/null >"$folder/json/$name" 2>/dev/null || true
  done <"$folder/scenarios"
}

go_cache=${XDG_CACHE_HOME:-$HOME/.cache}/tls-checks/go
start_lab "$bin" '*' --serve-aia --clients || exit 1
roots=$lab_folder/lab/clients.pem
while read -r name host port _; do
  [ "$name" = ready ] || is_left_out "$name" || echo "$name $host $port"
done <"$lab_ports" >"$folder/scenarios"
# The browser spends its time waiting, so it runs beside the others.
client browser /usr/bin/python3 "$here/client_chromium.py" "$roots" "$scratch/browser" &
running+=("$!")
visit_by_all
judge
wait "${running[@]}"
running=()
for name in "$folder"/*.version; do printf '%s: %s\n' "$(basename "$name" .version)" "$(head -n 1 "$name")"; done
for name in "$folder"/*.tsv; do
  [ "$(basename "$name")" = truth.tsv ] || awk -F '\t' -v OFS='\t' -v client="$(basename "$name" .tsv)" '{ print $1, client, $2, $3 }' "$name"
done >"$scratch/truth"
mv "$scratch/truth" "$folder/truth.tsv"
/usr/bin/python3 "$here/compare.py" "$folder" "$here/divergences.txt"
