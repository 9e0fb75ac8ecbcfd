#!/bin/bash
# Writes the C++ source that holds the report's page: template, style and script, with the hashes that its content-security policy names.
#
#   embed.sh HTML CSS JS... >report_parts.cc
#
# The scripts become one, in the order given. A hash is the one of CSP (level 3, 2.3.1: base64 of the SHA-256 of what stands between the tags).
set -eu -o pipefail

html=$(<"$1")
css=$(<"$2")
shift 2
js=$(cat "$@")

# hash TEXT. The SHA-256 as hex becomes bytes by printf's escapes.
hash() {
  local hex
  hex=$(printf '%s' "$1" | sha256sum | cut -c 1-64)
  # shellcheck disable=SC2001,SC2059
  printf "$(sed 's/../\\x&/g' <<<"$hex")" | base64 -w 0
}

# What would end the element, or our literal, early.
for part in "$css" "$js"; do
  case ${part,,} in
    *'</s'* | *'<!--'* | *')report"'*) echo "embed.sh: a style or script holds </s, <!-- or )report\"" >&2; exit 1 ;;
  esac
done

literal() { printf 'std::string_view %s() {\n  return R"report(%s)report";\n}\n\n' "$1" "$2"; }

cat <<'SOURCE'
// Written by embed.sh.
#include "checks/list/report_parts.h"

namespace checks {

SOURCE
literal report_template "$html"
literal report_style "$css"
literal report_style_hash "$(hash "$css")"
literal report_script "$js"
literal report_script_hash "$(hash "$js")"
echo '}  // namespace checks'
