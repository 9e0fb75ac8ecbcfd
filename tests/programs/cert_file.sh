#!/usr/bin/env bash
# check_cert_file on real files, made by openssl (and keytool, when it is installed). Prints "ok NAME" and "not ok NAME: why".
#
#   tests/programs/cert_file.sh BIN_DIR
set -u -o pipefail
program=$(realpath "$1")/nagios/check_cert_file
folder=$(mktemp -d)
server=
finish() {
  [ -z "$server" ] || kill "$server" 2>/dev/null
  rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cd "$folder" || exit 1
export SSL_CERT_FILE=$folder/root.pem SSL_CERT_DIR=$folder/none TZ=UTC
unset TLS_KEY_PASSWORD TLS_STORE_PASSWORD XDG_CACHE_HOME
# The other clients' stores of this machine do not have the root.
clients=(--no-clients)

# expect NAME STATUS GLOB OPTION...: the exit status and the first line without numbers.
expect() {
  local name=$1 status=$2 glob=$3 output came=0 line
  shift 3
  output=$(timeout -s KILL 60 "$program" "${clients[@]}" "$@" 2>&1) || came=$?
  line=${output%%$'\n'*}
  line=${line%% | *}
  # The pattern is a glob on purpose.
  # shellcheck disable=SC2053
  if [ "$came" = "$status" ] && [[ $line == $glob ]]; then
    echo "ok cert_file: $name"
  else
    echo "not ok cert_file: $name: exit status $came, expected $status: $line"
  fi
}

# expect_line NAME GLOB OPTION...: one of the lines.
expect_line() {
  local name=$1 glob=$2 line
  shift 2
  while IFS= read -r line; do
    # shellcheck disable=SC2053
    [[ $line == $glob ]] && echo "ok cert_file: $name" && return
  done < <(timeout -s KILL 60 "$program" "${clients[@]}" "$@" 2>&1)
  echo "not ok cert_file: $name: no such line"
}

key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1.key" 2>/dev/null; }

# issue NAME SUBJECT ISSUER DAYS EXTENSIONS: NAME.pem for NAME.key, which is made unless it is there.
issue() {
  [ -e "$1.key" ] || key "$1"
  openssl req -new -key "$1.key" -subj "$2" -out request 2>/dev/null
  printf '%b' "subjectKeyIdentifier=hash\n$5" >extensions
  if [ "$1" = "$3" ]; then
    openssl x509 -req -in request -signkey "$1.key" -days "$4" -extfile extensions -out "$1.pem" 2>/dev/null
  else
    openssl x509 -req -in request -CA "$3.pem" -CAkey "$3.key" -CAcreateserial -days "$4" -extfile extensions -out "$1.pem" 2>/dev/null
  fi
}

ca='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n'
by='authorityKeyIdentifier=keyid\n'
www='keyUsage=critical,digitalSignature\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:www.example.org\n'
issue root '/CN=Test Root' root 3650 "$ca"
issue ica '/CN=Test CA 1' root 2000 "$ca$by"
issue old '/CN=www.example.org' ica 60 "$www$by"
issue www '/CN=www.example.org' ica 90 "$www$by"
key other
cat www.pem ica.pem >chain.pem

# Containers.
openssl x509 -in www.pem -outform DER -out www.der
openssl crl2pkcs7 -nocrl -certfile chain.pem -out chain.p7b
openssl crl2pkcs7 -nocrl -certfile chain.pem -outform DER -out chain.p7c
openssl pkcs12 -export -in chain.pem -inkey www.key -passout pass:secret -out www.p12 2>/dev/null
openssl pkcs12 -export -legacy -in chain.pem -inkey www.key -passout pass:secret -out legacy.p12 2>/dev/null
openssl pkcs12 -export -in chain.pem -inkey other.key -passout pass:secret -out mixed.p12 2>/dev/null
printf 'secret\n' >password
printf 'wrong\n' >wrong
{ echo "The chain of www.example.org:"; openssl x509 -in www.pem -text; openssl x509 -in ica.pem -text; } >text.pem
cat www.key chain.pem >bundle.pem
for file in chain.pem chain.p7b chain.p7c text.pem bundle.pem; do
  expect "$file" 0 "TLS OK - $file: certificate expires in * days (*)" -f "$file" -m www.example.org
done
expect "DER" 2 "TLS CRITICAL - www.der: 'Test CA 1', which issued the certificate, is neither in the file nor in *" -f www.der
expect "PKCS#12" 0 "TLS OK - www.p12: certificate expires *" -f www.p12 --store-password-file password
expect_line "PKCS#12 and its key" "\[pass\] key-match: the private key in the file is the certificate's" -f www.p12 --store-password-file password -v
expect "old PKCS#12" 0 "TLS OK - legacy.p12: certificate expires *" -f legacy.p12 --store-password-file password
expect "PKCS#12 without its password" 3 "TLS UNKNOWN - www.p12: cannot be used: *password*" -f www.p12
expect "PKCS#12 with another password" 3 "TLS UNKNOWN - www.p12: cannot be used: *password*" -f www.p12 --store-password-file wrong
TLS_STORE_PASSWORD=secret expect "password in a variable" 0 "TLS OK - www.p12: *" -f www.p12
if command -v keytool >/dev/null; then
  keytool -importkeystore -srckeystore www.p12 -srcstoretype PKCS12 -srcstorepass secret -destkeystore www.jks -deststoretype JKS -deststorepass secret -noprompt >/dev/null 2>&1
  keytool -importkeystore -srckeystore www.p12 -srcstoretype PKCS12 -srcstorepass secret -destkeystore www.jceks -deststoretype JCEKS -deststorepass secret -noprompt >/dev/null 2>&1
  expect "JKS" 0 "TLS OK - www.jks: certificate expires *" -f www.jks
  expect_line "JKS and its key" "\[remark\] key-match: the file has private keys that were not checked (1): *" -f www.jks
  expect "JCEKS" 3 "TLS UNKNOWN - www.jceks: cannot be used: *JCEKS*" -f www.jceks
fi

# Files that are none.
printf 'hello\n' >text
head -c 300 www.pem >cut.pem
head -c 100 www.der >cut.der
: >empty
mkfifo pipe
expect "missing" 2 "TLS CRITICAL - nothere.pem: cannot be used: No such file or directory" -f nothere.pem
expect "no certificate" 2 "TLS CRITICAL - text: cannot be used: *" -f text
expect "empty" 2 "TLS CRITICAL - empty: cannot be used: *" -f empty
expect "a key" 2 "TLS CRITICAL - www.key: cannot be used: *" -f www.key
expect "cut PEM" 2 "TLS CRITICAL - cut.pem: cannot be used: *" -f cut.pem
expect "cut DER" 2 "TLS CRITICAL - cut.der: cannot be used: *" -f cut.der
expect "a pipe" 3 "TLS UNKNOWN - pipe: cannot be used: it is not a regular file" -f pipe
if [ "$(id -u)" != 0 ]; then
  cp chain.pem secret.pem && chmod 000 secret.pem
  expect "no permission" 3 "TLS UNKNOWN - secret.pem: cannot be used: Permission denied" -f secret.pem
fi
expect "standard input" 0 "TLS OK - standard input: certificate expires *" -f - <chain.pem
expect "no file" 3 "TLS UNKNOWN - -f, --file FILE is missing: *" -m www.example.org
expect "a name with a pipe in it" 2 "TLS CRITICAL - a\\\\x7cb\\\\n.pem: cannot be used: *" -f $'a|b\n.pem'

# Keys.
openssl pkcs8 -topk8 -in www.key -passout pass:secret -out locked.key
expect "its key" 0 "TLS OK - chain.pem: *" -f chain.pem --key www.key
expect "another key" 2 "TLS CRITICAL - chain.pem: the private key 'other.key' is not the certificate's ('www.example.org')*" -f chain.pem --key other.key
expect "another key in PKCS#12" 2 "TLS CRITICAL - mixed.p12: *" -f mixed.p12 --store-password-file password
expect "missing key" 2 "TLS CRITICAL - chain.pem: the private key 'no.key' cannot be used: No such file or directory" -f chain.pem --key no.key
expect "encrypted key" 3 "TLS UNKNOWN - chain.pem: the private key 'locked.key' cannot be used: *" -f chain.pem --key locked.key
expect "encrypted key with its password" 0 "TLS OK - chain.pem: *" -f chain.pem --key locked.key --key-password-file password
expect "encrypted key with another" 3 "TLS UNKNOWN - chain.pem: the private key 'locked.key' cannot be used: *" -f chain.pem --key locked.key --key-password-file wrong

# Order, extra and missing certificates: remarks, as long as the path is good.
cat ica.pem root.pem www.pem >untidy.pem
expect "untidy" 0 "TLS OK - untidy.pem: certificate expires *" -f untidy.pem -m www.example.org
expect_line "the leaf behind" "\[remark\] chain-order: the certificate is number 3 of the file: put it first*" -f untidy.pem
expect_line "the root sent" "\[remark\] root-sent: the root 'Test Root' is in the file: *" -f untidy.pem
expect "another name" 2 "TLS CRITICAL - chain.pem: certificate is not for 'mail.example.org' but for 'www.example.org'" -f chain.pem -m mail.example.org
expect "soon" 1 "TLS WARNING - chain.pem: certificate expires *" -f chain.pem -w 100 -c 0
expect "later" 2 "TLS CRITICAL - chain.pem: certificate expired *" -f chain.pem --at +100d

# Folders and patterns.
mkdir -p tree/a tree/b none/deep
cp chain.pem tree/a/www.pem
cat old.pem ica.pem >tree/b/old.pem
cp text www.key tree/a
ln -s ../a tree/b/again
ln -s . tree/loop
ln -s nowhere tree/dangling
cp text none/deep
expect "a folder" 0 "TLS OK - 2 files: tree/b/old.pem: certificate expires in * days (*)" -f tree
expect_line "its other files" "\[remark\] file-readable: tree: 2 files hold no certificate" -f tree
expect "the worst of a folder" 1 "TLS WARNING - 2 files: tree/b/old.pem: certificate expires in * days (*)" -f tree -w 70 -c 0
expect "a pattern" 0 "TLS OK - 1 file: tree/a/www.pem: certificate expires *" -f 'tree/*/w*.pem'
expect "a pattern without a match" 3 "TLS UNKNOWN - tree/[*].der: no file found" -f 'tree/*.der'
expect "a folder without certificates" 3 "TLS UNKNOWN - none: no certificate found in 1 file" -f none
expect "two files" 2 "TLS CRITICAL - 2 files: nothere.pem: cannot be used: *" -f chain.pem -f nothere.pem

# Evidence: the same verdict from the file, which holds no key and no password. One run makes both: the next one may judge a
# second later.
"$program" -f www.p12 --store-password-file password -v --save-evidence evidence >first 2>&1
rm www.p12
expect "replay" 0 "TLS OK - www.p12: certificate expires *" --replay evidence
"$program" --replay evidence -v >second 2>&1
if diff first second >/dev/null; then echo "ok cert_file: replay says the same"; else echo "not ok cert_file: replay says something else"; fi
if grep -q -e PRIVATE -e secret evidence; then echo "not ok cert_file: evidence holds a secret"; else echo "ok cert_file: evidence holds no secret"; fi

# serve NAME: a server with that certificate, in place of the one before; $port is its port.
serve() {
  local line
  [ -z "$server" ] || kill "$server"
  exec 3< <(exec openssl s_server -accept 127.0.0.1:0 -cert "$1.pem" -cert_chain ica.pem -key "$1.key" -www 2>&1 </dev/null)
  server=$!
  while IFS= read -r line <&3; do
    case "$line" in ACCEPT*) port=${line##*:} && return ;; esac
  done
  echo "not ok cert_file: no server with $1.pem: $line"
}

serve www
expect "served" 0 "TLS OK - chain.pem: certificate expires *" -f chain.pem -m www.example.org --served "127.0.0.1:$port"
expect_line "served, told" "\[pass\] served-same: 127.0.0.1:$port serves the certificate that is on disk" -f chain.pem --served "127.0.0.1:$port" -v
"$program" -f chain.pem --served "127.0.0.1:$port" --save-evidence served >/dev/null 2>&1
serve old
expect "not reloaded" 2 "TLS CRITICAL - chain.pem: renewed on disk but not reloaded by 127.0.0.1:$port: *" -f chain.pem --served "127.0.0.1:$port"
expect "one of two files" 0 "TLS OK - 2 files: *" -f chain.pem -f tree/b/old.pem --served "127.0.0.1:$port"
kill "$server"
wait "$server" 2>/dev/null
server=
expect "not served" 2 "TLS CRITICAL - chain.pem: 127.0.0.1:$port: connect: connection refused" -f chain.pem --served "127.0.0.1:$port"
expect "served, replayed" 0 "TLS OK - chain.pem: certificate expires *" --replay served
expect "served by nobody we know" 3 "TLS UNKNOWN - --served a b: *" -f chain.pem --served "a b"

# What clients would say of a server with this file.
clients=(--ca-file root.pem)
expect "clients accept it" 0 "TLS OK - chain.pem: *" -f chain.pem -m www.example.org
expect_line "clients, one by one" "  Java accepts" -f chain.pem -m www.example.org
expect_line "clients without the intermediate" "  Python rejects: 'Test CA 1', which issued the certificate, is neither sent nor in its store*" -f www.pem -m www.example.org
expect_line "what to do" "  find the certificate of 'Test CA 1' with key identifier * and append it to the file behind 'www.example.org'*" -f www.pem -m www.example.org
