#!/usr/bin/env bash
# Format and lint of the whole tree. Prints "ok NAME" and "not ok NAME: why".
set -u -o pipefail
cd "$(dirname "$0")/.." || exit 1

sources() { git ls-files -- "$@" | grep -E '\.(cc|h|c)$'; }

if unformatted=$(sources plugin checks nagios zabbix tests | xargs clang-format --dry-run -Werror 2>&1); then
  echo "ok clang-format"
else
  echo "not ok clang-format: $(grep -o '^[^:]*' <<<"$unformatted" | sort -u | head -n 5 | tr '\n' ' ')"
fi

lint() {
  clang-tidy --quiet "$1" -- -std=c++20 -I. ${CPLUS_INCLUDE_PATH:+-isystem "$CPLUS_INCLUDE_PATH"} 2>&1 |
    grep -E 'error:|warning:' | sed "s|^$PWD/||"
}
export -f lint
command -v clang-tidy >/dev/null || { echo "not ok clang-tidy: it is not installed"; exit 1; }
problems=$(sources plugin checks nagios zabbix | grep '\.cc$' | grep -v boost_json | xargs -P 2 -n 1 bash -c 'lint "$0"')
if [ -z "$problems" ]; then
  echo "ok clang-tidy"
else
  echo "not ok clang-tidy: $(head -n 20 <<<"$problems")"
fi
