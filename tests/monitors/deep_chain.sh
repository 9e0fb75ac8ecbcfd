#!/usr/bin/env bash
# Makes, in FOLDER, a chain of ten certificates for deep.example: leaf.pem, leaf.key, chain.pem, and its root, root.pem. Of the certificates
# below the root none has an authority key identifier; the nine CAs have no subject key identifier, no key usage, and basic constraints
# that are not critical: 37 findings of --profile rfc5280.
#
#   tests/monitors/deep_chain.sh FOLDER
set -eu -o pipefail
cd "$1"

make_key() { openssl genpkey -quiet -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key"; }

# issue NAME SUBJECT ISSUER EXTENSIONS
issue() {
  make_key "$1"
  openssl req -new -key "$1.key" -subj "/CN=$2" -out "$1.csr"
  printf '%b' "$4" >extensions
  openssl x509 -req -in "$1.csr" -CA "$3.pem" -CAkey "$3.key" -days 90 -extfile extensions -out "$1.pem" 2>/dev/null
}

make_key root
openssl req -x509 -new -key root.key -subj "/CN=Deep Root CA" -days 400 -out root.pem -addext basicConstraints=critical,CA:TRUE \
  -addext keyUsage=critical,keyCertSign
issuer=root
none='subjectKeyIdentifier=none\nauthorityKeyIdentifier=none\n'
for n in {1..9}; do
  issue "ca$n" "Deep CA $n" "$issuer" "basicConstraints=CA:TRUE\n$none"
  issuer=ca$n
done
issue leaf deep.example "$issuer" "subjectAltName=DNS:deep.example\n$none"
cat ca{9..1}.pem >chain.pem
