#!/usr/bin/env bash
# Replays saved evidence and compares the complete output and the exit status. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/cases/run.sh BIN_DIR [--update]     --update writes what came into the files: read the difference before you commit it
#
# A case is one file, NAME.case:
#
#   # what it shows
#   program: nagios/check_tls
#   options: -w 20 -v            words separated by blanks; optional
#   tz: Asia/Tokyo               default UTC
#   exit: 1
#   ---- output
#   TLS WARNING - ...
#   ---- evidence
#   {...}
#
# Evidence is judged as of when it was collected unless the options have --at. `evidence-of: NAME` in place of the last part takes another case's.
set -u -o pipefail
bin=$(realpath "$1")
update=${2:-}
cd "$(dirname "$0")" || exit 1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

field() { sed -n "/^---- /q; s/^$2: *//p" "$1" | head -n 1; }
section() { sed -n "/^---- $2\$/,/^---- /{/^---- /!p}" "$1"; }

write_case() {
  local case=$1 status=$2
  {
    sed -n '/^---- /q; p' "$case" | sed "s/^exit: .*/exit: $status/"
    echo '---- output'
    cat "$scratch/output"
    if grep -q '^---- evidence$' "$case"; then
      echo '---- evidence'
      section "$case" evidence
    fi
  } >"$scratch/case"
  cp "$scratch/case" "$case"
}

run_case() {
  local case=$1 name=${1%.case} from status=0
  from=$(field "$case" evidence-of)
  section "${from:-$name}.case" evidence >"$scratch/evidence"
  # The options are words.
  # shellcheck disable=SC2046
  (cd "$scratch" && TZ=$(cd "$OLDPWD" && field "$case" tz) && TZ=${TZ:-UTC} LC_ALL=C \
    "$bin/$(cd "$OLDPWD" && field "$case" program)" --replay evidence $(cd "$OLDPWD" && field "$case" options) >output 2>&1) || status=$?
  if [ "$update" = --update ]; then write_case "$case" "$status"; fi
  if [ "$status" = "$(field "$case" exit)" ] && diff -u <(section "$case" output) "$scratch/output" >"$scratch/diff"; then
    echo "ok case $name"
  else
    echo "not ok case $name: exit status $status, not $(field "$case" exit)"
    cat "$scratch/diff"
  fi
}

for case in *.case; do run_case "$case"; done
