#!/usr/bin/env bash
# The stories that users tell of chains, by check_tls_chain against the lab: a server that sends only its certificate, and a trust store that lacks a root.
#
#   tests/programs/stories.sh BIN_DIR      prints "ok NAME" and "not ok NAME: why"
set -u -o pipefail
here=$(dirname "$0")
. "$here/../support/lab.sh"
bin=$1
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# check STATUS SCENARIO OPTION...: sets `output`.
check() {
  local expected=$1 name=$2 host port status=0
  shift 2
  read -r host port < <(scenario "$name")
  output=$(timeout -s KILL 60 "$bin/nagios/check_tls_chain" -H "$host" -I 127.0.0.1 -p "$port" "$@" 2>&1 </dev/null) || status=$?
  output=${output//$lab_folder\//}
  if [ "$status" = "$expected" ]; then
    echo "ok $story: exit status"
  else
    printf 'not ok %s: exit status %s, expected %s\n%s\n' "$story" "$status" "$expected" "$output"
  fi
}

# says LINE-GLOB...: each is a line of the output.
says() {
  local glob line found
  for glob in "$@"; do
    found=
    # The globs are meant to be such.
    # shellcheck disable=SC2053
    while IFS= read -r line; do [[ $line != $glob ]] || found=yes; done <<<"$output"
    if [ -n "$found" ]; then echo "ok $story: $glob"; else printf 'not ok %s: no line %s\n%s\n' "$story" "$glob" "$output"; fi
  done
}

start_lab "$bin" '*' --serve-aia || exit 1
roots=$lab_folder/lab/roots.pem
stores=()
for client in openssl roots-only python certifi java node go gnutls browser; do stores+=(--store "$client=$roots"); done

story='only its own certificate'
check 2 leaf-only "${stores[@]}" --store openssl --fetch-private
lacks="'Lab Intermediate CA 1', which issued the certificate, is neither sent nor in its store"
says "TLS CRITICAL - www.lab.example:*: the server does not send its intermediate 'Lab Intermediate CA 1': append it to the chain file, which completes the chain*" \
  "  append to the server's chain file, behind the certificate, in this order: 'Lab Intermediate CA 1' with key identifier *:* (http://127.0.0.1:*/lab-intermediate-ca-1.crt)*" \
  '  browser accepts*' "  curl, OpenSSL rejects: $lacks (\"unable to get local issuer certificate\")*" "  Python rejects: $lacks*" "  Java rejects: $lacks*"

story='the chain file that it should have'
check 2 leaf-only --ca-file "$roots" --fetch-private --write-chain "$lab_folder/right.pem"
says 'the chain was written to right.pem: 2 certificates'
if openssl verify -CAfile "$roots" -untrusted "$lab_folder/right.pem" "$lab_folder/right.pem" >/dev/null; then
  echo "ok $story: openssl verifies it"
else
  echo "not ok $story: openssl does not verify $lab_folder/right.pem"
fi
check 2 unknown-root --ca-file "$roots" --write-chain "$lab_folder/none.pem"
says 'the chain was not written: what was sent and fetched makes no chain to a trust anchor'

story='one store lacks the root'
# Any other root will do.
awk '/BEGIN/ { n++ } n == 1' /etc/ssl/certs/ca-certificates.crt >"$lab_folder/others.pem"
stores=()
for client in openssl roots-only python certifi node go gnutls browser; do stores+=(--store "$client=$roots"); done
check 1 good-ecdsa "${stores[@]}" --store openssl --store "java=$lab_folder/others.pem"
says "?WARNING? clients-agree: Java rejects it: 'Lab Root CA', which issued 'Lab Intermediate CA 1', is not in its store (others.pem): keytool -importcert *" \
  "  if 'Lab Root CA' may be trusted, for Java: keytool -importcert -keystore *others.pem -alias NAME -file ROOT.pem" '  Python accepts*'
check 2 good-ecdsa "${stores[@]}" --store openssl --store "java=$lab_folder/others.pem" --require-clients java
says "TLS CRITICAL - *: Java rejects it: *"

story='judged by one client'
check 2 good-ecdsa --store "java=$lab_folder/others.pem" --store java --no-clients
says "?CRITICAL? chain-trusted: not trusted: 'Lab Root CA', which issued 'Lab Intermediate CA 1', is neither sent nor in others.pem*"
check 0 good-ecdsa --store "java=$roots" --store java --no-clients

story='wrong use'
check 3 good-ecdsa --store java=/no/such/file
says 'TLS UNKNOWN - --store: */no/such/file*'
check 3 good-ecdsa --store perl
says 'TLS UNKNOWN - --store perl: expected NAME or NAME=PATH*'
