#!/usr/bin/env bash
# curl: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON". client_curl.sh ROOTS
set -u -o pipefail
roots=$1
curl --version | head -n 1 | sed -E 's/ \([^)]*\)| zlib.*//g' >&2
while read -r name host port; do
  if reason=$(curl -q --silent --show-error --output /dev/null --noproxy '*' --max-time 10 --cacert "$roots" --capath /nonexistent \
    --connect-to "::127.0.0.1:$port" "https://$host:$port/" 2>&1 </dev/null); then
    printf '%s\taccept\t\n' "$name"
  else
    reason=${reason%%More details here*}
    printf '%s\treject\t%s\n' "$name" "${reason//[$'\n\t\r']/ }"
  fi
done
