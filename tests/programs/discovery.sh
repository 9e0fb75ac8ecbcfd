#!/usr/bin/env bash
# zabbix_tls as Zabbix calls it: lists of endpoints, sections, and the templates' item keys with hostile macros.
# Prints "ok NAME" and "not ok NAME: why".
#
#   tests/programs/discovery.sh BIN_DIR
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
zabbix=$(realpath "$1")/zabbix/zabbix_tls
templates=$(realpath "$here/../../zabbix")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cd "$work" || exit 1
export TZ=UTC

# run COMMAND...: sets `status`, `output`, `errors`.
run() {
  status=0
  output=$(timeout -s KILL 30 "$@" 2>errors </dev/null) || status=$?
  errors=$(<errors)
}

# expect NAME STATUS OUTPUT COMMAND...: the whole output; its beginning where OUTPUT ends with `*`.
expect() {
  local name=$1 wanted_status=$2 wanted=$3
  shift 3
  run "$@"
  if [ "$status" = "$wanted_status" ] && [ -z "$errors" ] &&
    { [ "$output" = "$wanted" ] || [[ ${wanted: -1} = '*' && $output == "${wanted%'*'}"* ]]; }; then
    echo "ok discovery: $name"
  else
    echo "not ok discovery: $name: exit status $status, expected $wanted_status: ${output:0:600} $errors"
  fi
}

row() { printf '{"{#TLS.HOST}":"%s","{#TLS.PORT}":"%s","{#TLS.PROTOCOL}":"%s","{#TLS.ADDRESS}":"%s","{#TLS.LABEL}":"%s"}' "$@"; }
# The beginning of a document that says what is wrong.
usage() { printf '{"schema":1,"status":3,"state":"UNKNOWN","summary":"%s*' "$1"; }
refused='{"schema":1,"status":2,"state":"CRITICAL","summary":"127.0.0.1:1: connect: connection refused"*'
bad() { row "bad entry ($1): $2" '' '' '' "$2"; }
trouble() { printf '{"schema":1,"status":3,"state":"UNKNOWN","summary":"%s","problems":"[UNKNOWN] %s"}' "$1" "$1"; }

special='expected a host name or address, without blanks or special characters'
lists() {
  expect "a list" 0 "[$(row www.example.org 443 tls '' www.example.org),$(row mx.example.org 25 smtp '' mx.example.org/smtp)]" \
    "$zabbix" "--discover=" "--endpoints=www.example.org mx.example.org/smtp www.example.org:443"
  expect "an empty list" 3 "$(trouble 'no endpoints are given: --endpoints LIST and --discover SECTION are empty')" "$zabbix" --discover= --endpoints=
  expect "blanks" 0 '[]' "$zabbix" --discover= "--endpoints= "
  expect "another option in a list's place" 3 "$(trouble 'unknown option --endpoint; expected one of those that --help lists')" \
    "$zabbix" --endpoint=a --discover=
  local dash="expected a host name or address, which cannot begin with '-'"
  expect "hostile entries" 0 "[$(bad "$special" '_$(touch'),$(bad "$special" 'written)_'),$(bad "$special" ';touch'),$(
    row written 443 tls '' written),$(bad "$dash" '--save-evidence=written'),$(bad "$special" 'a_b'),$(bad "$special" 'x_xff_')]" \
    "$zabbix" --endpoints=$'"$(touch written)" ;touch written --save-evidence=written a\\b x\xff"' --discover=
  expect "a file on the command line" 3 "$(usage '--endpoints-file /etc/hostname: names a file of this machine or')" \
    "$zabbix" --endpoints=a --endpoints-file=/etc/hostname
}

# The program sees this folder as /etc. False where no such mount is allowed.
in_etc=(unshare --mount --map-root-user --propagation private sh -c 'mount --bind "$0" /etc && exec "$@"' "$work/etc")
make_etc() {
  mkdir -p etc/zabbix/folder
  cp "$templates/zabbix_tls.conf" etc/zabbix/example.conf
  cat >etc/zabbix/zabbix_tls.conf <<'END'
[good]
endpoints-file = /etc/zabbix/good
warning = 30
[bad]
endpoints-file = /etc/zabbix/bad
[none]
[missing]
endpoints-file = /etc/zabbix/missing
[folder]
endpoints-file = /etc/zabbix/folder
[large]
endpoints-file = /etc/zabbix/large
[wrong]
endpoint-file = x
END
  cat >etc/zabbix/good <<'END'
# servers

www.example.org # shop
www.example.org:8443 address=192.0.2.7 label=second backend
www.example.org
END
  printf 'www.example.org adress=192.0.2.1\nnul\0byte\nlast.example.org' >etc/zabbix/bad
  head -c 1100000 /dev/zero | tr '\0' '\n' >etc/zabbix/large
}

sections() {
  make_etc
  if ! "${in_etc[@]}" true 2>/dev/null; then
    echo "# discovery: sections are not tried, since no mount namespace is allowed here"
    return
  fi
  local discover=("${in_etc[@]}" "$zabbix" --discover) rows
  rows="$(row www.example.org 443 tls '' www.example.org),$(row www.example.org 8443 tls 192.0.2.7 'second backend')"
  expect "a file" 0 "[$rows]" "${discover[@]}" good
  expect "a list and a file" 0 "[$(row a 443 tls '' a),$rows]" "${discover[@]}" good --endpoints "a www.example.org"
  expect "bad lines" 0 "[$(bad 'expected nothing behind the endpoint but address=ADDR and label=TEXT' 'www.example.org adress=192.0.2.1'),$(
    bad "$special" 'nul_x00byte'),$(row last.example.org 443 tls '' last.example.org)]" "${discover[@]}" bad
  expect "an unknown section" 3 "$(trouble '/etc/zabbix/zabbix_tls.conf has no section [nosuch]')" "${discover[@]}" nosuch
  expect "a section without a file" 3 "$(trouble '--discover: section [none] of /etc/zabbix/zabbix_tls.conf has no endpoints-file')" \
    "${discover[@]}" none
  expect "a missing file" 3 "$(trouble 'endpoints-file: cannot read /etc/zabbix/missing: No such file or directory')" \
    "${discover[@]}" missing --endpoints a
  expect "a folder" 3 "$(trouble 'endpoints-file: cannot read /etc/zabbix/folder: Is a directory')" "${discover[@]}" folder
  expect "a large file" 3 "$(usage 'endpoints-file: ')" "${discover[@]}" large
  expect "a wrong option" 3 "$(usage '/etc/zabbix/zabbix_tls.conf:14: unknown option; ')" "${discover[@]}" wrong
  expect "hostile sections" 3 "$(usage '/etc/zabbix/zabbix_tls.conf has no section [$(touch written)\\r\\n]')" \
    "${discover[@]}" $'$(touch written)\r\n'
  expect "a check by a section with a list" 0 "$refused" \
    "${in_etc[@]}" "$zabbix" --use good -H 127.0.0.1 -p 1
  example
}

# Every section of the example is understood: what is said is that its files are missing.
example() {
  cp etc/zabbix/example.conf etc/zabbix/zabbix_tls.conf
  local check=("${in_etc[@]}" "$zabbix" -H 127.0.0.1 -p 1 --use) section
  expect "example: internal" 3 "$(usage '-r, --ca-file: /etc/ssl/company.pem: No such file or directory')" "${check[@]}" internal
  expect "example: with-client-certificate" 3 "$(usage '--client-cert: cannot read /etc/zabbix/client.pem: No such file or directory')" \
    "${check[@]}" with-client-certificate
  expect "example: devices" 0 "$refused" "${check[@]}" devices
  expect "example: all-endpoints" 3 "$(trouble 'endpoints-file: cannot read /etc/zabbix/tls_endpoints: No such file or directory')" \
    "${in_etc[@]}" "$zabbix" --discover all-endpoints
  for section in $(sed -n 's/^\[\(.*\)\]$/\1/p' etc/zabbix/example.conf); do
    case "$section" in
      internal | with-client-certificate | devices | all-endpoints) ;;
      *) echo "not ok discovery: example: section $section is not tried" ;;
    esac
  done
}

# The parameters of the item's key, its macros as given: Zabbix quotes each for the shell, so that they arrive as they are.
# key_arguments TEMPLATE MACRO VALUE: sets `arguments`.
key_arguments() {
  local key parameter name
  key=$(sed -n 's/^ *key: .\(zabbix_tls\["--hostname.*\]\).$/\1/p' "$templates/$1.yaml" | head -n 1)
  key=${key#*[\"} key=${key%\"]}
  arguments=()
  while [ -n "$key" ]; do
    parameter=${key%%'","'*}
    if [ "$parameter" = "$key" ]; then key=; else key=${key#*'","'}; fi
    name=${parameter#*=}
    name=${name#*'{'[\$#]TLS.} name=${name%%[:\}]*}
    case "$name" in
      "$2") arguments+=("${parameter%%=*}=$3") ;;
      HOST | HOST.HOST) arguments+=("${parameter%%=*}=127.0.0.1") ;;
      PORT) arguments+=("${parameter%%=*}=1") ;;
      *) arguments+=("${parameter%%=*}=") ;;
    esac
  done
}

hostile_macros() {
  local template macro value bad count
  local values=(-x --save-evidence=written '"' "'" '$(touch written)' '`touch written`' ';touch written' '|touch written')
  values+=('a b' '*' $'a\nb' $'a\x01' $'a\xff')
  for template in tls_endpoint tls_endpoints; do
    key_arguments "$template" none none
    expect "$template: a key without macros" 0 "$refused" "$zabbix" "${arguments[@]}"
    for macro in HOST PORT PROTOCOL ADDRESS SNI WARN CRIT SECTION TIMEOUT; do
      bad=
      count=0
      for value in "${values[@]}"; do
        # A name of one star is no name of a host, but one that a certificate may be asked for.
        [ "$value" != '*' ] || [[ $macro != [HAS][ODN]* ]] || continue
        key_arguments "$template" "$macro" "$value"
        run "$zabbix" "${arguments[@]}"
        count=$((count + 1))
        if [ "$status" != 3 ] || [ -n "$errors" ] || [[ $output != '{"schema":1,"status":3,"state":"UNKNOWN","summary":"'* ]]; then
          bad="$value: exit status $status: ${output:0:200} $errors"
        fi
      done
      if [ -z "$bad" ] && [ "$count" -gt 10 ]; then
        echo "ok discovery: $template: hostile $macro"
      else
        echo "not ok discovery: $template: hostile $macro: $bad"
      fi
    done
  done
}

lists
sections
hostile_macros
if [ -e written ]; then echo "not ok discovery: nothing is written: a file is"; else echo "ok discovery: nothing is written"; fi
