#!/usr/bin/env bash
# check_cert_file as a judge of paths, by exit status alone: 0 for a path that must be accepted, 1 or 2 for one that must be rejected, never 3.
# Prints "ok path NAME" and "not ok path NAME: why".
#
#   tests/paths/run.sh BIN_DIR [GLOB]
#
# The cases are made from RFC 5280, RFC 9525 and the Baseline Requirements, both sides of each requirement, by tests/paths/make_cases.
set -u -o pipefail
bin=$(realpath "$1")
glob=${2:-*}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$bin/tests/paths/make_cases" "$folder" >"$folder/cases" || { echo "not ok path cases: cannot be made"; exit 1; }
cd "$folder" || exit 1

judge() {
  local name=$1 options
  read -r -a options <<<"$2"
  timeout -s KILL 60 "$bin/nagios/check_cert_file" -f "$name.pem" --ca-file "$name.roots.pem" --profile webpki -w 0 -c 0 --aia never \
    --only 'chain-*,name-match,not-yet-valid,leaf-expiry,key-strength,signature-algorithm,rfc5280-*,webpki-*' "${options[@]}" </dev/null 2>&1
}

while IFS=$'\t' read -r name verdict options; do
  # The glob is to match names.
  # shellcheck disable=SC2053
  [[ $name == $glob ]] || continue
  status=0
  output=$(judge "$name" "$options") || status=$?
  case "$verdict $status" in
    'accept 0' | 'reject 1' | 'reject 2') echo "ok path $name" ;;
    *) echo "not ok path $name: $verdict, exit status $status: ${output%%$'\n'*}" ;;
  esac
done <cases
