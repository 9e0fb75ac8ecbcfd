#!/usr/bin/env bash
# Tries to break the programs: options that make no sense, files that are none, damaged evidence, missing descriptors, odd
# environments. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/programs/abuse.sh BIN_DIR
#
# Whatever is given, a program ends, prints whole lines of at most 8000 bytes, nothing on standard error, and says what is wrong.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/lab.sh"
bin=$(cd "$1" && pwd)
check=$bin/nagios/check_tls
zabbix=$bin/zabbix/zabbix_tls
work=$(mktemp -d)
trap 'end_lab; chmod -R u+w "$work"; rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
cd "$work" || exit 1

# Far above every timeout here: what hangs must not hang the tests.
guard=(timeout -s KILL 30)
closed_port=(-H 127.0.0.1 -p 1 -t 1)
# Bytes of the whole output and of the first line, in the Nagios form.
most_output=8000
most_line=200
x254=$(printf 'a%.0s' {1..254})

not_ok() { printf 'not ok %s: %s\n' "$1" "$2"; }

# Sets `status`, `output`, `errors`.
run() {
  status=0
  output=$("${guard[@]}" "$@" 2>errors </dev/null) || status=$?
  errors=$(<errors)
}

# What holds in every case. True if it does.
is_sound() {
  local line=${output%%$'\n'*}
  line=${line%% | *}
  if [ "$status" -gt 3 ]; then
    not_ok "$1" "ended with $status"
  elif [ -n "$errors" ]; then
    not_ok "$1" "standard error: $errors"
  elif [ "$(wc -c <<<"$output")" -gt "$most_output" ]; then
    not_ok "$1" "an output of ${#output} characters"
  elif [ "$(wc -c <<<"$line")" -gt $((most_line + 1)) ]; then
    not_ok "$1" "a long first line: $line"
  elif LC_ALL=C grep -qP '[\x00-\x08\x0b-\x1f\x7f]' <<<"$output" || ! iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 <<<"$output"; then
    not_ok "$1" "unprintable output"
  else
    return 0
  fi
  return 1
}

# expect NAME STATUS GLOB COMMAND...: the glob is of the first line without perfdata.
expect() {
  local name=$1 wanted=$2 glob=$3 line
  shift 3
  run "$@"
  line=${output%%$'\n'*}
  is_sound "$name" || return 0
  # The pattern is a glob on purpose.
  # shellcheck disable=SC2053
  if [ "$status" != "$wanted" ] || [[ ${line%% | *} != $glob ]]; then
    not_ok "$name" "exit status $status: ${line:0:250}"
  else
    echo "ok $name"
  fi
}

# usage GLOB ARGUMENT...: one line for check_tls, one document for zabbix_tls, exit 3.
usage() {
  local glob=$1 name
  shift
  name="usage $(printf '%q ' "$@" | cut -c 1-60)"
  expect "$name" 3 "TLS UNKNOWN - $glob" "$check" "$@"
  [[ $output != *$'\n'* ]] || not_ok "$name" "more than one line"
  run "$zabbix" "$@"
  if [ "$status" != 3 ] || [ -n "$errors" ] || [[ $output != '{"schema":1,"status":3,"state":"UNKNOWN","summary":"'*'"}' ]]; then
    not_ok "$name of zabbix_tls" "exit status $status: ${output:0:200} $errors"
  fi
}

options_that_make_no_sense() {
  usage '-H, --hostname HOST is missing: *'
  usage 'unknown option --nonsense; *' --nonsense
  usage 'unknown option --timeou; *' --timeou 3
  usage 'unknown option --warn; *' --warn=3
  usage 'unknown option -Z; *' -Z
  usage 'unexpected argument positional; *' positional
  usage 'unexpected argument ""; *' ''
  usage 'unexpected argument -H; *' -- -H x
  usage '-H, --hostname HOST: the value is missing' -H
  usage '-H, --hostname HOST: the value is missing (-4 is an option)' -H -4
  usage '-4, --ipv4: takes no value' --ipv4=1
  usage '-6, --ipv6: cannot be given beside -4, --ipv4' -H a -4 -6
  usage '--no-sni: cannot be given beside --sni' -H a --sni b --no-sni
  usage '-p, --port 2: given twice, expected once' -H a -p 1 -p 2
  local value
  for value in 0 65536 -1 +1 1e3 0x50 ' 1' 99999999999999999999 443.0; do
    usage '-p, --port *: expected a port from 1 to 65535' -H a -p "$value"
  done
  for value in 0 -1 1e9 nan inf 3601 2d 0.0001 '1 ' 9223372036854775807; do
    usage '-t, --timeout *: expected seconds, such as 10 or 2.5, from 0.001 to 3600' -H a -t "$value"
  done
  for value in -1 1e3 ',' '1,' : @ 5:1 101% 1y AUTO 999999999999999999999 $'\xff'; do
    usage '-w, --warning *; expected 20 (days), 36h, 25% (of the lifetime), 30,25%, auto or 10:20d (a range)' -H a -w "$value"
  done
  for value in 0000-01-01 2027-02-30 now -99999999d +1e9d 253402300800; do
    usage '--at *; expected a time such as *' -H a --at "$value"
  done
  for value in -x "$x254" 'a b' $'a\nb' 'a|b' =x .. a..b 'a%b' '[::1' '[]' 'a:443' tls:// ://a tls://-x tls://a:0 gopher://a \
    https://u@a $'\xff\xfe'; do
    usage '-H, --hostname *: *' -H "$value"
  done
  for value in https://a -x 'a b' .. $'\xff'; do
    usage '--sni *: *' -H a --sni "$value"
    usage '-m, --match *: *' -H a -m "$value"
  done
  for value in nonsense '!' '[' LEAF-EXPIRY leaf-expiry,x; do
    usage '--only *: matches no check of this program*' -H a --only "$value"
    usage '--ignore *: matches no check of this program*' -H a --ignore "$value"
  done
  for value in x leaf-expiry= =OK leaf-expiry=5 a=b=c; do
    usage '--severity *: expected ID=STATE or *' -H a --severity "$value"
  done
  usage '-w, --warning and -c, --critical: *' -H a -w 5 -c 10
}

informative_answers() {
  local program
  for program in nagios/check_tls nagios/check_tls_expiry nagios/check_tls_chain nagios/check_tls_certificate zabbix/zabbix_tls; do
    most_output=20000 expect "$program --help" 3 "${program#*/}: *" "$bin/$program" --help # for people
    [ "$(awk 'length > 100' <<<"$output" | wc -l)" = 0 ] || not_ok "$program --help" "lines of more than 100 columns"
    expect "$program -V" 3 "${program#*/} [0-9]*" "$bin/$program" -V
    expect "$program --list-checks" 0 'CHECK *' "$bin/$program" --list-checks
    expect "$program --list-protocols" 0 'PROTOCOL *' "$bin/$program" --list-protocols
  done
}

files_that_are_none() {
  mkdir folder many
  mkfifo fifo
  : >empty
  head -c 2000000 /dev/zero | tr '\0' x >huge
  head -c 3000 /dev/urandom >random
  printf 'FILE' >nofile
  ln -s loop loop
  (cd many && seq 2001 | xargs touch)
  local file
  for file in missing folder fifo /dev/zero huge loop; do
    expect "--config $file" 3 "TLS UNKNOWN - --config: cannot read $file: *" "$check" --config "$file"
  done
  for file in random nofile; do
    expect "--config $file" 3 "TLS UNKNOWN - $file:1: *" "$check" --config "$file"
  done
  expect "--config empty" 3 'TLS UNKNOWN - -H, --hostname HOST is missing: *' "$check" --config empty
  printf '\xef\xbb\xbfport = 1\r\nhostname = 127.0.0.1\r\n' >crlf
  expect "--config with CRLF and BOM" 2 'TLS CRITICAL - 127.0.0.1:1: *' "$check" --config crlf
  yes verbose | head -n 100000 >long
  expect "--config of 100000 lines" 2 'TLS CRITICAL - 127.0.0.1:1: *' "$check" "${closed_port[@]}" --config long --max-output 8000
  for file in missing folder fifo /dev/zero /dev/null empty huge random loop many; do
    expect "--ca-file $file" 3 "TLS UNKNOWN - -r, --ca-file: $file*" "$check" "${closed_port[@]}" -r "$file"
    expect "--ca-path $file" 3 "TLS UNKNOWN - --ca-path: $file*" "$check" "${closed_port[@]}" --ca-path "$file"
    expect "--replay $file" 3 "TLS UNKNOWN - --replay*$file: *" "$check" --replay "$file"
    expect "--client-cert $file" 3 "TLS UNKNOWN - --client-cert*$file*" "$check" "${closed_port[@]}" --client-cert "$file"
  done
  expect "--client-key without a certificate" 3 'TLS UNKNOWN - --client-key needs --client-cert beside it' \
    "$check" "${closed_port[@]}" --client-key empty
  expect "--client-key-password-file without a certificate" 3 'TLS UNKNOWN - --client-key-password-file needs *' \
    "$check" "${closed_port[@]}" --client-key-password-file empty
}

# One of the mutations that `seed` chooses, of the file.
mutated() {
  LC_ALL=C awk -v seed="$1" 'BEGIN { srand(seed); RS = "\001" }
    { text = $0; size = length(text)
      odd[0] = "9223372036854775808"; odd[1] = "-1"; odd[2] = "[[[[[[[[[[[[[[[[[[[["; odd[3] = "null"; odd[4] = "\"\\u0000\""
      odd[5] = "1e999"; odd[6] = "\377\376"; odd[7] = "{\"base64\":\"*\"}"; odd[8] = "A"; odd[9] = "//8="; odd[10] = "\"|\""; odd[11] = "="
      for (n = int(rand() * 4); n >= 0; n--) {
        at = 1 + int(rand() * size); kind = rand()
        if (kind < 0.1) text = substr(text, 1, at)
        else if (kind < 0.2) text = substr(text, 1, at) substr(text, 1 + int(rand() * size))
        else if (kind < 0.5) text = substr(text, 1, at - 1) odd[int(rand() * 12)] substr(text, at + 1)
        else text = substr(text, 1, at - 1) sprintf("%c", 33 + int(rand() * 94)) substr(text, at + 1)
        size = length(text)
      }
      printf "%s", text }' "$2"
}

damaged_evidence() {
  local most_output=1000000 most_line=1000000  # of JSON
  local seed file names=(good-rsa hostile-names smtp-injected cross-signed-expired-first) forms=('' -vv '-o text' '-o json')
  for ((seed = 1; seed <= 200; seed++)); do
    file=${names[seed % 4]}.json
    mutated "$seed" "$file" >damaged
    # The forms are words.
    # shellcheck disable=SC2086
    run "$check" --replay damaged ${forms[seed / 4 % 4]}
    is_sound "evidence damaged by $seed" || cp damaged "/tmp/damaged-evidence-$seed"
    [[ $output != *'internal error'* ]] || not_ok "evidence damaged by $seed" "$output"
  done
  echo "ok 200 damaged files of evidence"
  # Each observation is compared with all others.
  awk '{ print } /"observations": \[/ { for (i = 0; i < 40000; i++) print "{\"port\":" i ",\"handshake\":{\"completed\":true," \
    "\"certificates\":[\"AAAA\"]}}," }' good-rsa.json >many.json
  expect "evidence of 40000 observations" 3 'TLS UNKNOWN - --replay many.json: damaged evidence: observations: *' "$check" --replay many.json
  for ((seed = 0; seed < 4; seed++)); do
    for at in 0001-01-01 9999-12-31T23:59:59Z; do
      expect "${names[seed]} at $at" 2 'TLS CRITICAL - *' "$check" --replay "${names[seed]}.json" --at "$at"
    done
  done
}

places_to_save() {
  mkdir read-only target-folder
  chmod a-w read-only
  echo kept >target
  ln -s target link
  local place
  for place in /dev/full /dev/null folder "$PWD/missing/file" "$x254$x254"; do
    expect "--save-evidence ${place:0:40}" 3 'TLS UNKNOWN - *: the evidence was not saved: cannot write *' "${good[@]}" --save-evidence "$place"
  done
  expect "--save-evidence to a link" 0 'TLS OK - *' "${good[@]}" --save-evidence link
  [ "$(cat target)" = kept ] && [ ! -L link ] && [ "$(stat -c %a link)" = 600 ] || not_ok "--save-evidence to a link" "it was followed"
  expect "--save-evidence beside a problem" 2 'TLS CRITICAL - *' "$check" "${closed_port[@]}" --save-evidence /dev/full
  [ "$(find . -name '*.??????' -newer link | grep -c 'json\|link\|file')" = 0 ] || not_ok "--save-evidence" "temporary files are left"
}

# expect_status NAME STATUS: of what was just run in a form that `run` cannot do.
expect_status() { if [ "$2" = "$3" ]; then echo "ok $1"; else not_ok "$1" "exit status $3"; fi; }

missing_descriptors() {
  local status=0
  "${guard[@]}" "${good[@]}" >/dev/full 2>errors || status=$?
  expect_status "output to a full disk" 3 "$status"
  grep -q '^TLS UNKNOWN - cannot write the output: No space left on device$' errors || not_ok "output to a full disk" "$(<errors)"
  status=0
  "${guard[@]}" "${good[@]}" >&- 2>/dev/null || status=$?
  expect_status "closed output" 3 "$status"
  status=0
  "${guard[@]}" "${good[@]}" <&- >/dev/null 2>&- || status=$?
  expect_status "closed input and errors" 0 "$status"
  status=0
  "${guard[@]}" "${good[@]}" <&- >&- 2>&- || status=$?
  expect_status "everything closed" 3 "$status"
}

odd_environments() {
  local zone
  for zone in '' nonsense :/etc/passwd /dev/zero '<a|b>3' "$x254"5; do
    expect "TZ=${zone:0:20}" 0 'TLS OK - *: certificate expires in * days (????-??-?? ??:?? ?*)' env TZ="$zone" "${good[@]}"
  done
  expect "a language that is not installed" 0 'TLS OK - *' env LC_ALL=de_DE.UTF-8 "${good[@]}"
  expect "no environment" 0 'TLS OK - *' env -i "${good[@]}"
  # UBSan itself needs a descriptor to look at an object's type.
  [ -z "${SANITIZED:-}" ] || return 0
  expect "too few descriptors to connect" 3 'TLS UNKNOWN - *Too many open files*' bash -c 'ulimit -n 4; exec "$@"' - \
    "$check" "${closed_port[@]}"
  expect "too few descriptors to look up" 3 'TLS UNKNOWN - *: *oo many open files' \
    bash -c 'ulimit -n 6; exec "$@"' - "$check" -H localhost -p 1
}

addresses() {
  # Where no resolver answers, nobody knows that the name does not exist.
  run "$check" -H foo.invalid -t 5
  case "$status $output" in
    '2 TLS CRITICAL - foo.invalid:443: resolve: '* | '3 TLS UNKNOWN - foo.invalid:443: resolve: '*) echo "ok a name that does not exist" ;;
    *) not_ok "a name that does not exist" "exit status $status: $output" ;;
  esac
  expect "IPv6 only, of an IPv4 address" 2 'TLS CRITICAL - *: resolve: 127.0.0.1 is not an IPv6 address' "$check" -H 127.0.0.1 -6
  expect "IPv4 only, of an IPv6 address" 2 'TLS CRITICAL - *: resolve: ::1 is not an IPv4 address' "$check" -H ::1 -4
  expect "an interface that does not exist" 2 'TLS CRITICAL - *: connect: *' "$check" -H fe80::1%none -t 1
  expect "a millisecond" 2 'TLS CRITICAL - *' "$check" -H "$silent_host" -I 127.0.0.1 -p "$silent_port" -t 0.001
}

start_lab "$bin" || exit 1
read -r good_host good_port < <(scenario good-rsa)
read -r silent_host silent_port < <(scenario silent)
good=("$check" -H "$good_host" -I 127.0.0.1 -p "$good_port" --ca-file "$lab_folder/lab/roots.pem")
save_one() {
  local name=$1 host=$2 port=$3
  shift 3
  case "$name" in
    good-rsa | hostile-names | smtp-injected | cross-signed-expired-first)
      "$check" -H "$host" -I 127.0.0.1 -p "$port" "$@" --save-evidence "$name.json" >/dev/null ;;
  esac
}
each_scenario save_one

options_that_make_no_sense
informative_answers
files_that_are_none
damaged_evidence
places_to_save
missing_descriptors
odd_environments
addresses
end_lab || not_ok "lab" "ended with status $?"
