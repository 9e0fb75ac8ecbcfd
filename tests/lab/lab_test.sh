#!/bin/bash
# The lab tested with openssl(1): it starts, its servers do what --list says, it ends and leaves nothing behind.
set -u

lab=tests/lab/lab
work=${TEST_TMPDIR:-$(mktemp -d)}
dir=$work/dir
failed=0
declare -A port

fail() {
  printf 'FAILED: %s\n' "$*"
  failed=1
}

expect() {  # WHAT TEXT PATTERN: the text must match the extended regular expression
  grep -aEq -e "$3" <<<"$2" || fail "$1: no '$3' in: $2"
}

start() {  # ARGUMENT...: starts the lab, its standard input is descriptor 9, and reads its ports
  rm -f "$work/in" "$work/out"
  mkfifo "$work/in" "$work/out"
  "$lab" "$@" <"$work/in" >"$work/out" &
  pid=$!
  exec 9>"$work/in" 8<"$work/out"
  local name number
  port=()
  while read -r name _ number _ <&8 && [ "$name" != ready ]; do
    port[$name]=$number
  done
  [ "$name" = ready ] || fail "the lab does not start"
}

ended() {  # WHAT: waits for the lab, which must have been told to end
  wait "$pid" || fail "$1: exit status $?"
  exec 9>&- 8<&-
}

client() {  # SCENARIO ARGUMENT...: what s_client says of it, without the characters of a terminal
  local name=$1
  shift
  timeout 20 openssl s_client -connect "127.0.0.1:${port[$name]}" -CAfile "$dir/roots.pem" \
    -cipher DEFAULT:@SECLEVEL=0 "$@" </dev/null 2>&1 | tr -d '\0'
}

listed() {
  "$lab" --list "$@" | awk -F '\t' 'NF != 3 || $2 !~ /^[0-3]$/ || seen[$1]++ { print "bad line: " $0 }'
}

command -v openssl >/dev/null || fail 'no openssl: install the package of that name'
expect 'usage error' "$("$lab" --no-such-option 2>&1; echo "status $?")" '^status 2$'
expect 'folder with a blank' "$("$lab" --dir 'a b' 2>&1; echo "status $?")" '^status 2$'
expect 'no parent folder' "$("$lab" --dir "$work/no/dir" </dev/null 2>&1)" 'make the folder.*No such file'
[ -z "$(listed)" ] || fail "--list: $(listed)"
expect '--list --only' "$("$lab" --list --only 'good-rs?')" '^good-rsa.0.has a good RSA certificate'

start --dir "$dir"
names=$("$lab" --list | cut -f 1 | sort)
[ "$names" = "$(printf '%s\n' "${!port[@]}" | sort)" ] || fail 'not all scenarios are served'

# scenario | what s_client must say | its further arguments
while IFS='|' read -r name pattern arguments; do
  # shellcheck disable=SC2086
  expect "$name" "$(client "$name" $arguments)" "$pattern"
done <<'TABLE'
good-rsa|Verify return code: 0 .ok.|-verify_hostname www.lab.example
good-ecdsa|Verify return code: 0 .ok.|-verify_hostname www.lab.example
good-six-day|Verify return code: 0 .ok.|
good-tls12|New, TLSv1.2|
ed25519|Peer signature type: ed25519|
staple|Cert Status: good|-status
sct|SERVERINFO FOR EXTENSION 18|-tls1_2 -serverinfo 18
expired|Verify return code: 10 |
not-yet-valid|Verify return code: 9 |
wrong-name|Verify return code: 62 |-verify_hostname www.lab.example
cn-only|Verify return code: 0 |
wildcard|Verify return code: 0 |-verify_hostname www.wild.lab.example
ip-name|Verify return code: 0 |-verify_ip 127.0.0.1
unicode-name|Verify return code: 0 |-verify_hostname xn--mnchen-3ya.lab.example
self-signed|Verify return code: 18 |
leaf-only|Verify return code: 2[01] |
wrong-order|Verify return code: 0 |
expired-intermediate|Verify return code: 10 |
expired-root|Verify return code: 10 |
cross-signed-expired-first|Verify return code: 0 |
cross-signed-expired-last|Verify return code: 0 |
issuer-not-ca|invalid CA certificate|
unknown-root|Verify return code: 20 |
rsa-1024|Server public key is 1024 bit|
sha1|sigalg: ecdsa-with-SHA1|
tls10-only|New, TLSv1.0|
both-keys|Server public key is 2048 bit|-sigalgs RSA-PSS+SHA256:RSA+SHA256
both-keys|Server public key is 256 bit|-sigalgs ECDSA+SHA256
both-keys-tls12|New, TLSv1.2|
versions-old|New, TLSv1.0|-tls1 -cipher DEFAULT:@SECLEVEL=0
versions-new|alert protocol version|-tls1 -cipher DEFAULT:@SECLEVEL=0
versions-closing|unexpected eof while reading|-tls1_1 -cipher DEFAULT:@SECLEVEL=0
versions-closing|New, TLSv1.3|
client-cert-tls12|Acceptable client certificate CA names|
client-cert-tls13|Acceptable client certificate CA names|
smtp-good|Verify return code: 0 .ok.|-starttls smtp -verify_hostname mail.lab.example
smtp-no-starttls|find STARTTLS in server response|-starttls smtp
telnet-good|Verify return code: 0 .ok.|-starttls telnet -verify_hostname mail.lab.example
closing|unexpected eof while reading|
alert|alert handshake failure|
garbage|wrong version number|
plain-http|wrong version number|
plain-smtp|wrong version number|
refused|Connection refused|
unparsable-certificate|asn1 encoding routines|
unparsable-intermediate|asn1 encoding routines|
invalid-utf8-name|invalid utf8string|
hostile-names|CN = .*leaf_left|
chain-200|certificate chain too long|
path-names-permitted|Verify return code: 0 |
path-names-excluded|Verify return code: 48 |
path-names-not-permitted|Verify return code: 47 |
path-length-kept|Verify return code: 0 |
path-length-broken|Verify return code: 25 |
path-purpose|Verify return code: 26 |
path-critical-extension|Verify return code: 34 |
circle|Verify return code: [1-9]|
bound-cross-signed-all|excessive message size|
huge-certificate|excessive message size|
dh-8192|DH, 8192 bits|
TABLE

[ "$(client chain-200 -showcerts | grep -c 'BEGIN CERT')" -ge 200 ] || fail 'chain-200 sends fewer'
for name in duplicate root-sent unrelated-sent; do
  [ "$(client "$name" -showcerts | grep -c 'BEGIN CERT')" -ge 3 ] || fail "$name sends fewer"
done
leaf=$(openssl x509 -in "$dir/chains/public-800-days.pem" -noout -text)
expect 'policy' "$leaf" 'Policy: 2.23.140.1.2.1'
expect 'AIA' "$leaf" 'CA Issuers - URI:http://aia.lab.example/lab-intermediate-ca-1.crt'

chain=$dir/chains/good-ecdsa.pem
openssl verify -CApath "$dir/hashed" -untrusted "$chain" "$chain" >/dev/null ||
  fail 'the hashed directory does not verify'
openssl verify -CAfile "$dir/roots.pem" -purpose sslclient "$dir/client.pem" >/dev/null || fail 'client.pem'
openssl x509 -inform DER -in "$dir/aia/lab-intermediate-ca-1.crt" -noout || fail 'aia'
[ -z "$(find "$dir/keys" "$dir/client.key" "$dir/stranger.key" -type f ! -perm 600)" ] || fail 'a key can be read'

# The dialogue of SMTP in clear: refusals, and what is said too much. One request at a time.
dialogue() {  # SCENARIO COMMAND...
  local name=$1 line
  shift
  exec 7<>"/dev/tcp/127.0.0.1/${port[$name]}"
  read -r line <&7 && echo "$line"
  for command; do
    printf '%s\r\n' "$command" >&7
    while read -r line <&7 && echo "$line" && [ "${line:3:1}" = - ]; do :; done
  done
  exec 7>&-
}
expect smtp-refusing "$(dialogue smtp-refusing 'ehlo x' STARTTLS QUIT)" '^454 4.7.0 TLS not available'
expect smtp-injected "$(dialogue smtp-injected 'EHLO x' STARTTLS)" '^220 2.0.0 Ready'
expect smtp-hostile "$(dialogue smtp-hostile 'EHLO x' STARTTLS | tr -d '\0')" 'leaf_left'
expect 'smtp commands' "$(dialogue smtp-good 'HELO x' NOOP nonsense QUIT | tr '\r\n' '  ')" \
  '220 .* 250 mail.lab.example  250 2.0.0 Ok  502 5.5.2 .*  221 2.0.0 Bye'

# Peers that stay do not keep it from ending; the lab ends with its standard input.
exec 6<>"/dev/tcp/127.0.0.1/${port[silent]}" 5<>"/dev/tcp/127.0.0.1/${port[dripping]}"
exec 4<>"/dev/tcp/127.0.0.1/${port[endless-line]}"
exec 9>&-
ended 'end of standard input'
exec 6>&- 5>&- 4>&-

# The scenarios for clients, and the store that goes with them.
start --dir "$dir" --clients
names=$("$lab" --list --clients | cut -f 1 | sort)
[ "$names" = "$(printf '%s\n' "${!port[@]}" | sort)" ] || fail '--clients: not all scenarios are served'
[ -z "$(listed --clients)" ] || fail "--list --clients: $(listed --clients)"
trust=(-CAfile "$dir/clients.pem")
while IFS='|' read -r name pattern arguments; do
  # shellcheck disable=SC2086
  expect "$name" "$(client "$name" "${trust[@]}" $arguments)" "$pattern"
done <<'TABLE'
known-intermediate|Verify return code: 0 |
anchor-is-intermediate|Verify return code: 0 |-partial_chain
fake-root-sent|self-signed certificate in certificate chain|
damaged-leaf|certificate signature failure|
leaf-critical-extension|unhandled critical extension|
path-too-long|path length constraint exceeded|
names-other|permitted subtree violation|
names-excluded|excluded subtree violation|
names-organization-other|permitted subtree violation|
intermediate-client-auth|unsuitable certificate purpose|
branch-later-first|Verify return code: 0 |
branch-later-last|Verify return code: 0 |
root-expired|certificate has expired|
sha1-intermediate|CA signature digest algorithm too weak|-auth_level 1
rsa-pss-signed|sigalg: RSASSA-PSS|
rsa-512|Server public key is 512 bit|
p-224|Server public key is 224 bit|-curves P-256:P-224
tls11-only|New, TLSv1.0|
tls13-only|New, TLSv1.3|
TABLE
expect 'version 1' "$(openssl x509 -in "$dir/chains/leaf-version-1.pem" -noout -text)" 'Version: 1 '
expect 'negative serial' "$(openssl x509 -in "$dir/chains/leaf-serial-negative.pem" -noout -serial)" '^serial=-'
expect 'extension twice' "$(openssl x509 -in "$dir/chains/leaf-extension-twice.pem" -noout -text | grep -c 'Extended Key Usage')" '^2$'
expect 'other key id' "$(openssl x509 -in "$dir/chains/leaf-other-key-id.pem" -noout -ext authorityKeyIdentifier)" '7E:7E:7E'
expect 'wildcard' "$(openssl x509 -in "$dir/chains/wildcard-partial.pem" -noout -ext subjectAltName)" 'DNS:f[*].part.lab.example'
kill -TERM "$pid"
ended '--clients'

# Into the same folder once more, only some, ended by a signal and by its lifetime.
start --dir "$dir" --only '*-ecdsa' --aia-port 8080
[ "${!port[*]}" = good-ecdsa ] || fail "--only: ${!port[*]}"
expect '--aia-port' "$(openssl x509 -in "$dir/chains/good-ecdsa.pem" -noout -text)" 'http://aia.lab.example:8080/'
kill -TERM "$pid"
ended SIGTERM
start --dir "$dir" --only alert --lifetime 1
ended lifetime

[ "$failed" = 0 ] && echo passed
exit "$failed"
