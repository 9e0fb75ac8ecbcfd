#!/usr/bin/env bash
# AIA fetching by the whole program: each aia-* scenario of the lab, the cache, a replay, and that states do not depend on it.
#
#   tests/programs/aia.sh BIN_DIR [TIMEOUT]      prints "ok NAME" and "not ok NAME: why"
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
bin=$1
timeout=${2:-4}
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

missing="TLS CRITICAL - www.lab.example:*: the server does not send its intermediate"
one="$missing 'Lab Intermediate CA 1': append it to the chain file"
completes=', which completes the chain'

# Scenario, what its first line says before the URL, and the line that tells of the fetch.
rows() {
  sed 's/^ *//' <<'TABLE'
    aia-der|, which completes the chain|Fetched http://127.0.0.1:*/lab-intermediate-ca-1.crt: 1 certificate
    aia-pem|, which completes the chain|Fetched http://127.0.0.1:*/pem/lab-intermediate-ca-1.crt: 1 certificate
    aia-p7c|, which completes the chain|Fetched http://127.0.0.1:*/p7c/lab-intermediate-ca-1.crt: 1 certificate
    aia-chunked|, which completes the chain|Fetched http://127.0.0.1:*/chunked/lab-intermediate-ca-1.crt: 1 certificate
    aia-moved|, which completes the chain|Fetched http://127.0.0.1:*/moved/lab-intermediate-ca-1.crt: 1 certificate
    aia-other|; what lies at its address does not complete it|Fetched http://127.0.0.1:*/lab-root-ca.crt: 1 certificate
    aia-missing||Not fetched: http://127.0.0.1:*/no-such-ca.crt: the server answers 404 'Not Found'
    aia-to-https||Not fetched: http://127.0.0.1:*/to-https: redirects to 'https://127.0.0.1/lab-intermediate-ca-1.crt', which is not an http:// URL
    aia-to-file||Not fetched: http://127.0.0.1:*/to-file: redirects to 'file:///etc/passwd', which is not an http:// URL
    aia-loop||Not fetched: http://127.0.0.1:*/loop: more than 3 redirects, the last to '/loop'
    aia-html||Not fetched: http://127.0.0.1:*/html: what lies there is no certificate
    aia-garbage||Not fetched: http://127.0.0.1:*/garbage: what came is no proper HTTP: *
    aia-huge||Not fetched: http://127.0.0.1:*/huge: the answer has more than 65536 bytes
    aia-endless||Not fetched: http://127.0.0.1:*/endless: the answer has more than 65536 bytes
    aia-slow||Not fetched: http://127.0.0.1:*/slow: the timeout passed before the end of the answer
TABLE
}

# check NAME OPTION...: sets `output`, `line` and `status`.
check() {
  local name=$1 host port
  shift
  read -r host port < <(scenario "$name")
  status=0
  output=$(timeout -s KILL 60 "$bin/nagios/check_tls" -H "$host" -I 127.0.0.1 -p "$port" -t "$timeout" --ca-file "$lab_folder/lab/roots.pem" "$@" 2>&1) || status=$?
  line=${output%%$'\n'*}
  line=${line%% | *}
}

# is NAME CONDITION-IN-WORDS COMMAND...
is() {
  local name=$1 what=$2
  shift 2
  if "$@"; then echo "ok $name"; else printf 'not ok %s: %s\n%s\n' "$name" "$what" "$output"; fi
}

# The patterns are globs on purpose.
# shellcheck disable=SC2053
has_line() { local one; while IFS= read -r one; do [[ $one != $1 ]] || return 0; done <<<"$output"; return 1; }
# shellcheck disable=SC2053
begins_as() { [ "$status" = "$1" ] && [[ $line == $2 ]]; }

each_row() {
  local name follows told
  while IFS='|' read -r name follows told; do
    check "$name" --aia always --fetch-private
    is "$name" "status $status, first line" begins_as 2 "$one$follows (http*"
    is "$name, details" "no line: $told" has_line "$told"
  done < <(rows)
}

two_rounds() {
  check aia-two --aia always --fetch-private
  is aia-two "status $status, first line" begins_as 2 "$missing 'Lab Intermediate CA 2': *$completes (*"
  is 'aia-two, details' "no path" has_line "  'www.lab.example' <- 'Lab Intermediate CA 2' (fetched) <- 'Lab Intermediate CA 1' (fetched) <- 'Lab Root CA' (anchor): good until *"
}

modes() {
  check aia-der --fetch-private
  is 'auto fetches after a failure' "first line" begins_as 2 "$one$completes (*"
  check aia-der --aia never --fetch-private
  is 'never does not fetch' "first line" begins_as 2 "$one (*.crt)"
  check aia-der --aia always
  is 'private ports are refused' "first line" begins_as 2 "$one (*.crt)"
  is 'private ports are refused, details' "no line" has_line 'Not fetched: http://127.0.0.1:*: has port *: only with --fetch-private'
  check good-ecdsa --aia always --fetch-private
  is 'a good server needs none' "first line" begins_as 0 'TLS OK - *'
  is 'nothing was fetched for it' "a fetch" eval '! has_line "Fetched *"'
}

cache() {
  local folder=$lab_folder/cache before
  check aia-der --fetch-private --cache "$folder"
  before=$(find "$folder" -type f | wc -l)
  is 'the cache is filled' "$before files" [ "$before" = 1 ]
  # The port is refused before any connection, so that what comes now comes from the cache.
  check aia-der --cache "$folder"
  is 'the cache is read' "first line" begins_as 2 "$one$completes (*"
  chmod 755 "$folder"
  check aia-der --fetch-private --cache "$folder"
  is 'an open cache is not used' "no line" has_line "cannot use the cache *: others may use it too, its mode must be 0700"
  is 'an open cache changes nothing' "first line" begins_as 2 "$one$completes (*"
}

# Without a network: the lab has ended.
replay() {
  local seen
  check aia-two --aia always --fetch-private --save-evidence "$lab_folder/evidence"
  cp "$lab_folder/evidence" "$evidence"
  seen=$(grep -v '^TLS ' <<<"$output")
  end_lab
  output=$("$bin/nagios/check_tls" --replay "$evidence" --aia always 2>&1)
  is 'a replay tells the same' "$seen" [ "$(grep -v '^TLS ' <<<"$output")" = "$seen" ]
}

unset XDG_CACHE_HOME
evidence=$(mktemp)
trap 'end_lab; rm -f "$evidence"' EXIT
start_lab "$bin" '*' --serve-aia || exit 1
each_row
two_rounds
modes
cache
replay
