#!/usr/bin/env bash
# openssl s_client: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON". client_s_client.sh ROOTS
set -u -o pipefail
roots=$1
openssl version | cut -d ' ' -f 1,2 >&2
while read -r name host port; do
  case $host in
    *[!0-9.]*) identity=(-servername "$host" -verify_hostname "$host") ;;
    *) identity=(-noservername -verify_ip "$host") ;;
  esac
  if output=$(timeout 10 openssl s_client -connect "127.0.0.1:$port" -CAfile "$roots" -no-CApath -no-CAstore -verify_return_error \
    "${identity[@]}" </dev/null 2>&1 | tr -d '\0'); then
    printf '%s\taccept\t\n' "$name"
  else
    printf '%s\treject\t%s\n' "$name" "$(grep -aE '^verify error|error:' <<<"$output" | head -n 1 | tr '\n\t\r' '   ')"
  fi
done
