#!/usr/bin/env bash
# Names with several addresses, and hosts as people write them, against real listeners on loopback: 127.0.0.2, 127.0.0.3, ..., ::1.
#
#   tests/programs/addresses.sh BIN_DIR      prints "ok NAME" and "not ok NAME: why"
#
# libnss-wrapper answers for the resolver: www.lab.example has the addresses that a story gives it. All listeners share one port; behind
# each address is a server of the lab, or one of openssl for what the lab has only with another certificate.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/lab.sh"
bin=$(cd "$1" && pwd)
work=$(mktemp -d)
pids=()
trap 'end_servers; end_lab; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

end_servers() {
  exec 9>&- # which ends the relay
  [ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
  [ ${#pids[@]} = 0 ] || wait "${pids[@]}" 2>/dev/null
}

# first_line FILE PID: waits for a whole line; false if the process ends before.
first_line() {
  local tries
  for ((tries = 0; tries < 1000; tries++)); do
    [ "$(wc -l <"$1")" = 0 ] || return 0
    kill -0 "$2" 2>/dev/null || return 1
    read -r -t 0.02 <>"$lab_folder/stdin" || true
  done
  return 1
}

# openssl_server NAME CHAIN KEY OPTION...: sets `openssl_port`.
openssl_server() {
  local log=$work/$1
  : >"$log"
  # shellcheck disable=SC2094
  openssl s_server -accept 127.0.0.1:0 -naccept 1000 -cert "$2" -key "$3" "${@:4}" >"$log" 2>&1 <"$lab_folder/stdin" 8>&- 9>&- &
  pids+=($!)
  local tries
  for ((tries = 0; tries < 1000; tries++)); do
    openssl_port=$(sed -n 's/^ACCEPT 127.0.0.1:\([0-9]*\)$/\1/p' "$log")
    [ -z "$openssl_port" ] || return 0
    read -r -t 0.02 <>"$lab_folder/stdin" || true
  done
  echo "not ok addresses: openssl s_server did not start: $(head -n 3 "$log")"
  return 1
}

lab_port() { scenario "$1" | cut -d ' ' -f 2; }

# hosts NAME ADDRESS...: the name has them, in this order; it is added to what other names have.
hosts() {
  local address
  for address in "${@:2}"; do printf '%s %s\n' "$address" "$1" >>"$work/hosts"; done
}

# www ADDRESS...: the addresses of www.lab.example, and of nothing else.
www() {
  : >"$work/hosts"
  hosts www.lab.example "$@"
}

# run OPTION...: sets `output` and `status`.
run() {
  status=0
  output=$(env LD_PRELOAD=libnss_wrapper.so NSS_WRAPPER_HOSTS="$work/hosts" \
    timeout -s KILL 60 "$bin/nagios/check_tls" -p "$port" --ca-file "$lab_folder/lab/roots.pem" --aia never "$@" 2>&1 </dev/null) || status=$?
}

# check STATUS OPTION...: of www.lab.example.
check() {
  run -H www.lab.example "${@:2}"
  ends_with "$1"
}

ends_with() {
  if [ "$status" = "$1" ]; then
    echo "ok addresses: $story: exit status $1"
  else
    printf 'not ok addresses: %s: exit status %s, expected %s\n%s\n' "$story" "$status" "$1" "$output"
  fi
}

has_line() {
  local line
  # The globs are meant to be such.
  # shellcheck disable=SC2053
  while IFS= read -r line; do [[ $line != $1 ]] || return 0; done <<<"$output"
  return 1
}

# says GLOB...: each is a line of the output. silent_on GLOB...: none is.
says() {
  local glob
  for glob in "$@"; do
    if has_line "$glob"; then echo "ok addresses: $story: $glob"; else printf 'not ok addresses: %s: no line %s\n%s\n' "$story" "$glob" "$output"; fi
  done
}
silent_on() {
  local glob
  for glob in "$@"; do
    if has_line "$glob"; then printf 'not ok addresses: %s: a line %s\n%s\n' "$story" "$glob" "$output"; else echo "ok addresses: $story: no line $glob"; fi
  done
}

# Without what differs from run to run.
without_times() { sed -E 's/_time([_0-9a-f]*)=[0-9.]+s/_time\1/g; s/left([_0-9a-f]*)=-?[0-9]+s/left\1/g' <<<"$1"; }

# same NAME A B
same() {
  if [ "$2" = "$3" ]; then echo "ok addresses: $story: $1"; else printf 'not ok addresses: %s: %s: differs\n%s\n' "$story" "$1" "$(diff <(echo "$2") <(echo "$3"))"; fi
}

# json EXPRESSION: of the document `d` in `output`.
json() { /usr/bin/python3 -c 'import json, sys; d = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1" <<<"$output"; }

start_lab "$bin" '*' || exit 1
chain=$lab_folder/lab/chains/good-ecdsa.pem
key=$lab_folder/lab/keys/good-ecdsa.pem
openssl x509 -in "$chain" -out "$work/leaf.pem" || exit 1
sed '1,/END CERTIFICATE/d' "$chain" >"$work/intermediate.pem"
openssl_server whole "$work/leaf.pem" "$key" -cert_chain "$work/intermediate.pem" || exit 1
good=$openssl_port
openssl_server leaf-only "$work/leaf.pem" "$key" || exit 1
leaf_only=$openssl_port
openssl_server tls12 "$work/leaf.pem" "$key" -cert_chain "$work/intermediate.pem" -tls1_2 || exit 1
tls12=$openssl_port
# One ECDSA certificate everywhere, and beside it one of two with RSA keys.
for name in good-rsa both-keys-rsa-only; do
  rsa=$lab_folder/lab/chains/$name.pem
  openssl_server "$name" "$work/leaf.pem" "$key" -cert_chain "$work/intermediate.pem" \
    -dcert "$rsa" -dkey "$lab_folder/lab/keys/$name.pem" -dcert_chain <(sed '1,/END CERTIFICATE/d' "$rsa") || exit 1
  both_kinds+=("$openssl_port")
done

many=()
for ((i = 101; i <= 170; i++)); do many+=("127.0.0.$i"); done
mkfifo "$work/relay"
: >"$work/port"
/usr/bin/python3 -B "$here/relay.py" "127.0.0.2=$good" "127.0.0.3=$good" "127.0.0.4=$(lab_port expiring)" "127.0.0.5=$(lab_port expired)" \
  127.0.0.6=silent 127.0.0.7=silent 127.0.0.8=full "127.0.0.10=$leaf_only" "127.0.0.11=$tls12" "127.0.0.12=$(lab_port unicode-name)" \
  "127.0.0.13=$(lab_port good-rsa)" "127.0.0.14=${both_kinds[0]}" "127.0.0.15=${both_kinds[1]}" 127.0.0.16=socks5 "::1=$good" "${many[@]/%/=$good}" <"$work/relay" >"$work/port" 2>"$work/relay.errors" 8>&- 9>&- &
pids+=($!)
exec 9>"$work/relay"
first_line "$work/port" "${pids[-1]}" || { echo "not ok addresses: no listeners: $(tail -n 1 "$work/relay.errors")"; exit 1; }
port=$(<"$work/port")
dead=127.0.0.9 # nobody listens there

story='all good'
www 127.0.0.2 127.0.0.3 ::1
check 0 -A
says "TLS OK - www.lab.example:$port (3 addresses): certificate expires in * days (*) | leaf_left=*" 'Addresses, 3:' \
  "  ?OK? 127.0.0.2, TLSv1.3, 'www.lab.example' expires in * days (*)" "  ?OK? 127.0.0.3, *" "  ?OK? ::1, *"
check 0 -A -v
says '?pass? addresses-agree: all 3 addresses send the same certificate and chain'

story='in any order'
first=$(without_times "$output")
www ::1 127.0.0.3 127.0.0.2
check 0 -A -v
same 'the same output' "$first" "$(without_times "$output")"

story='one of two renewed'
www 127.0.0.2 127.0.0.4
check 1 -A -w 5 -c 2
says "TLS WARNING - www.lab.example:$port (2 addresses): renew or reload 127.0.0.4: its certificate expires in * days (*); 127.0.0.2 has another until * | *" \
  '  ?OK? 127.0.0.4, *' '  ?OK? 127.0.0.2, *'
check 1 -A
says "TLS WARNING - www.lab.example:$port (2 addresses): 127.0.0.4: certificate expires in * days (*); also addresses-agree | *"

story='one expired'
www 127.0.0.2 127.0.0.3 127.0.0.5
check 2 -A
says "TLS CRITICAL - www.lab.example:$port (3 addresses): 127.0.0.5: certificate expired 3 days ago (*); also addresses-agree | leaf_left=-*" \
  '?WARNING? addresses-agree: renew or reload 127.0.0.5: its certificate expired 3 days ago (*); 127.0.0.2, 127.0.0.3 have another until *' \
  '  ?CRITICAL? 127.0.0.5, *' '  ?OK? 127.0.0.2, *'

story='one dead'
www 127.0.0.2 $dead
check 2 -A
says "TLS CRITICAL - www.lab.example:$port (2 addresses): $dead: connect: connection refused | leaf_left=*" "  ?CRITICAL? $dead, connect: connection refused" \
  "Connection: 127.0.0.2 port *"

story='all dead'
www $dead 127.0.0.19
check 2 -A
says "TLS CRITICAL - www.lab.example:$port (2 addresses): connect: connection refused*"
check 2
says "TLS CRITICAL - www.lab.example:$port: connect: connection refused*" "?remark? reachable: other addresses failed too: $dead (connection refused)"

story='silent ones share one deadline'
www 127.0.0.6 127.0.0.7 127.0.0.8 127.0.0.2
# One after the other they would take 60 seconds.
check 2 -A -t 20
says "TLS CRITICAL - www.lab.example:$port (4 addresses): 127.0.0.6, 127.0.0.7: tls handshake: the server sent nothing within the timeout | leaf_left=*" \
  '?CRITICAL? reachable: 127.0.0.8: connect: no answer within the timeout' '  ?OK? 127.0.0.2, *'

story='another chain'
www 127.0.0.2 127.0.0.10
check 2 -A
says "TLS CRITICAL - www.lab.example:$port (2 addresses): 127.0.0.10: the server does not send its intermediate 'Lab Intermediate CA 1'*; also addresses-agree | *" \
  "?WARNING? addresses-agree: give all addresses the same chain file: 127.0.0.2 sends 2 certificates, up to 'Lab Intermediate CA 1'; 127.0.0.10 sends 1 certificate"

story='another version'
www 127.0.0.2 127.0.0.11
check 1 -A
says "TLS WARNING - www.lab.example:$port (2 addresses): give all addresses the same TLS settings: 127.0.0.2 has TLSv1.3; 127.0.0.11 has TLSv1.2 | *"

story='other certificates that end together'
www 127.0.0.2 127.0.0.13
check 1 -A
says "TLS WARNING - www.lab.example:$port (2 addresses): *127.0.0.2 has * until *"

story='the certificate of one kind alone differs'
www 127.0.0.14 127.0.0.15
check 0 -A
check 1 -A --both-keys --save-evidence "$work/kinds.json"
says "TLS WARNING - www.lab.example:$port (2 addresses): RSA certificate: * | *" \
  "?WARNING? addresses-agree: RSA certificate: * 127.0.0.15 has *" "  ECDSA at 127.0.0.15: 'www.lab.example' expires in *"
first=$(without_times "$output")
run --replay "$work/kinds.json"
same 'the same output' "$first" "$(without_times "$output")"
www 127.0.0.14 127.0.0.2
check 1 -A --both-keys
says "TLS WARNING - www.lab.example:$port (2 addresses): give all addresses the same kinds of certificates: 127.0.0.14 has an RSA certificate; 127.0.0.2 has none | *"

story='no route to a family'
# Linux has none to a multicast address by TCP.
www 127.0.0.2 ff0e::7 ff0e::8
check 0 -A
says "TLS OK - www.lab.example:$port: certificate expires in *" \
  '?remark? reachable: not checked, since this machine has no route there: ff0e::7, ff0e::8 (-4 or -6 chooses a family)'
check 2 -A -6
says "TLS CRITICAL - www.lab.example:$port (2 addresses): connect: no route to the network*"
www ::1 224.0.0.7
check 0 -A
says '?remark? reachable: not checked, since this machine has no route there: 224.0.0.7 (-4 or -6 chooses a family)'
www 224.0.0.7 ff0e::7
check 2 -A
says "TLS CRITICAL - www.lab.example:$port (2 addresses): connect: no route to the network*"
www 127.0.0.2 ff0e::7 ::1
check 2 -A
says "TLS CRITICAL - www.lab.example:$port (3 addresses): ff0e::7: connect: no route to the network | *"

story='the first that answers'
www $dead 127.0.0.2
check 0 --save-evidence "$work/first.json"
says "TLS OK - www.lab.example:$port: certificate expires in * days (*) | *" \
  "?remark? reachable: another address was tried first and failed: $dead (connection refused); -A checks all of them" 'Connection: 127.0.0.2 *'
check 0 -o json
same 'the failed attempt in JSON' "127.0.0.2 [{'address': '$dead', 'failure': {'stage': 'connect', 'kind': 'refused', 'text': 'connection refused'}}]" \
  "$(json 'd["connection"]["address"] + " " + str(d["failed_attempts"])')"
run --replay "$work/first.json"
says "?remark? reachable: another address was tried first and failed: $dead (connection refused); -A checks all of them"
www 127.0.0.8 127.0.0.2
check 0
says 'Connection: 127.0.0.2 *'
www 127.0.0.6 127.0.0.2
check 2 -t 3
says "TLS CRITICAL - www.lab.example:$port: tls handshake: the server sent nothing within the timeout*"

story='through a proxy whose first address is silent'
www 127.0.0.2 127.0.0.3
hosts proxy.lab.example 127.0.0.8 127.0.0.16
check 0 -x "socks5://proxy.lab.example:$port"
says "TLS OK - www.lab.example:$port: certificate expires in *"

story='through a proxy to a server that is down'
www 127.0.0.8
hosts proxy.lab.example 127.0.0.16
check 3 -x "socks5://proxy.lab.example:$port" -t 2
says "TLS UNKNOWN - www.lab.example:$port: proxy proxy.lab.example:$port: the proxy did not connect to 127.0.0.8:$port within the timeout: the server is down or filtered, or the proxy hangs | *"

story='one address, with -A and without'
www 127.0.0.2
check 0 -A
first=$(without_times "$output")
check 0
same 'the same output' "$first" "$(without_times "$output")"
check 0 -A -I 127.0.0.3
says 'Connection: 127.0.0.3 *'
silent_on 'Addresses*'
check 0 -A -I ::1
says 'Connection: ::1 *'

story='more addresses than one check takes'
www "${many[@]}"
check 0 -A -t 50
says "TLS OK - www.lab.example:$port (64 addresses): certificate expires in *" '  ... and 44 more' \
  '?remark? reachable: not checked, since one check takes no more addresses: 127.0.0.165, 127.0.0.166, 127.0.0.167 and 3 more; check them with -I'

story='saved and replayed'
www 127.0.0.2 127.0.0.5 $dead ff0e::7
check 2 -A -v --perf-addresses --save-evidence "$work/all.json"
first=$output
run --replay "$work/all.json" -v --perf-addresses
same 'the same output' "$first" "$output"
check 2 -A -o json
same 'addresses in JSON' "127.0.0.2 OK, $dead CRITICAL refused, 127.0.0.5 CRITICAL" \
  "$(json '", ".join(" ".join([a["address"], a["state"]] + ([a["failure"]["kind"]] if "failure" in a else [])) for a in sorted(d["addresses"], key=lambda a: a["address"].replace("127.0.0.9", "127.0.0.4")))')"
same 'fingerprints in JSON' True "$(json 'len({a["sha256_fingerprint"] for a in d["addresses"] if "sha256_fingerprint" in a}) == 2')"
same 'what has no route, in JSON' ff0e::7 "$(json 'd["failed_attempts"][0]["address"]')"

story='performance data of each'
www 127.0.0.2 ::1
check 0 -A
silent_on '*leaf_left_*'
check 0 -A --perf-addresses
says '*| leaf_left=* leaf_left_127_0_0_2=*s;1728000:;604800: *tls_time_127_0_0_2=*s *leaf_left___1=*s;1728000:;604800: *total_time___1=*s'

story='literals'
run -H ::1 -m www.lab.example
ends_with 0
says "TLS OK - ?::1?:$port: certificate expires in *" 'Connection: ::1 port *, no server name sent, *'
run -H '[::1]' -m www.lab.example
ends_with 0
run -H "https://[::1]:$port/" -m www.lab.example
ends_with 0
run -H ::1 -A -6 -m www.lab.example
ends_with 0
run -H ::1 -4 -m www.lab.example
ends_with 2
says "TLS CRITICAL - ?::1?:$port: resolve: ::1 is not an IPv4 address*"
run -H 127.0.0.2 -A -m www.lab.example
ends_with 0
run -H fe80::1
ends_with 2
says "TLS CRITICAL - ?fe80::1?:$port: connect: *(a link-local one needs %INTERFACE)*"
run -H 'fe80::1%lo' -t 5
ends_with 2
says "TLS CRITICAL - ?fe80::1%lo?:$port: connect: *"
silent_on '*needs %INTERFACE*'
run -H 'fe80::1%nosuch0'
ends_with 2
says "TLS CRITICAL - ?fe80::1%nosuch0?:$port: connect: this machine has no interface 'nosuch0'*"
run -H '[::1'
ends_with 3
run -H '::1::2'
ends_with 3

story='a name that has IPv6 only'
www ::1
check 0
says "TLS OK - www.lab.example:$port: certificate expires in *" 'Connection: ::1 *'
check 2 -4
says "TLS CRITICAL - www.lab.example:$port: resolve: *IPv4 address*"

story='names as they come'
www 127.0.0.2
hosts www.lab.example. 127.0.0.2
hosts my_host.lab.example 127.0.0.2
hosts xn--mnchen-3ya.lab.example 127.0.0.12
run -H www.lab.example.
ends_with 0
says "TLS OK - www.lab.example.:$port: *" 'Connection: * server name www.lab.example, *'
run -H my_host.lab.example -m www.lab.example
ends_with 0
says 'Connection: * server name my_host.lab.example, *'
run -H münchen.lab.example
ends_with 0
says "TLS OK - münchen.lab.example:$port: *" 'Connection: * server name xn--mnchen-3ya.lab.example, *'
run -H MÜNCHEN.lab.example
ends_with 0
run -H münchen.lab.example -A
ends_with 0
label=$(printf 'a%.0s' {1..63})
run -H "$label.$label.$label.${label%a}"
ends_with 3
says 'TLS UNKNOWN - *at most 253 characters*'
for name in www..lab.example .lab.example www.lab.example.. 'www lab.example' "$(printf 'www\u202elab.example')"; do
  run -H "$name"
  ends_with 3
  says "TLS UNKNOWN - -H, --hostname*: expected a host name*"
done
