#!/usr/bin/env bash
# gnutls-cli: reads lines "SCENARIO HOST PORT", prints "SCENARIO<TAB>accept|reject<TAB>REASON". client_gnutls.sh ROOTS
set -u -o pipefail
roots=$1
echo "GnuTLS $(gnutls-cli --version | head -n 1 | awk '{ print $2 }')" >&2
while read -r name host port; do
  if output=$(timeout 10 gnutls-cli --x509cafile "$roots" --sni-hostname "$host" --verify-hostname "$host" --port "$port" 127.0.0.1 \
    </dev/null 2>&1); then
    printf '%s\taccept\t\n' "$name"
  else
    printf '%s\treject\t%s\n' "$name" "$(grep -aE '^(- Status|\*\*\*)' <<<"$output" | tr '\n\t\r' '   ')"
  fi
done
