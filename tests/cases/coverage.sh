#!/usr/bin/env bash
# Compares the states that the cases show, for each check of --list-checks, with expected_states.txt: all that it can produce. Prints "ok NAME" and
# "not ok NAME: why": a state that no case shows fails, one that is not listed fails too.
#
#   tests/cases/coverage.sh BIN_DIR
#
# The states stand in the lines "[state] id: text" that -vv prints. Cases with --severity do not count.
set -u -o pipefail
. "$(dirname "$0")/cases.sh"
use_cases "$1"

each_finding() {
  local file case
  for file in *.case; do
    case=${file%.case}
    [[ $(field "$case" options) != *--severity* ]] || continue
    replay "$case" -o text -vv
    sed -n -E 's/^\[([a-zA-Z-]+)\] ([a-z0-9-]+): .*/\2 \1/p' "$scratch/output"
  done
}

each_finding | sort -u >"$scratch/shown"
awk -F ': ' '!/^#/ && NF { n = split($2, states, " "); for (i = 1; i <= n; i++) print $1, states[i] }' expected_states.txt | sort -u >"$scratch/listed"

# "a, b": the states of a check in the lines of standard input.
states_of() { awk -v id="$1" '$1 == id { printf "%s%s", n++ ? ", " : "", $2 }'; }

# The checks of the programs, and those that are listed: no line of the list may be stale.
checks() {
  "$bin/nagios/check_tls" --list-checks | tail -n +2
  "$bin/nagios/check_cert_file" --list-checks | tail -n +2
  cat "$scratch/listed"
}

while read -r id; do
  missing=$(comm -13 "$scratch/shown" "$scratch/listed" | states_of "$id")
  unlisted=$(comm -23 "$scratch/shown" "$scratch/listed" | states_of "$id")
  if [ -z "$missing$unlisted" ] && grep -q "^$id " "$scratch/listed"; then
    echo "ok states of $id"
  else
    echo "not ok states of $id: no case for: ${missing:-none}; not in expected_states.txt: ${unlisted:-none}"
  fi
done < <(checks | cut -d " " -f 1 | sort -u)
