#!/usr/bin/env bash
# Replays saved evidence and compares the complete output and the exit status. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/cases/run.sh BIN_DIR [--update] [GLOB]
#
# --update writes what came into the files: read the difference before you commit it. GLOB: the cases whose name matches; without it coverage.sh follows.
#
# A case is one file, NAME.case:
#
#   # what it shows
#   program: nagios/check_tls    optional: this one
#   options: -w 20 -v            optional: words separated by blanks; a file beside the cases (*.pem) by its bare name
#   tz: Asia/Tokyo               optional: UTC
#   exit: 1                      written by --update
#   ---- output                  written by --update
#   TLS WARNING - ...
#   ---- evidence
#   {...}
#
# Evidence is judged as of when it was collected unless the options have --at. In place of its own, a case may take another's, changed by a sed script:
#
#   evidence-of: good-ecdsa
#   edit: s/"TLSv1.3"/"TLSv1.1"/
set -u -o pipefail
. "$(dirname "$0")/cases.sh"
use_cases "$1"
shift
update=
if [ "${1:-}" = --update ]; then update=yes; shift; fi

# The case with the output that came.
updated() {
  sed -n '/^---- /q; /^exit: /!p' "$1.case"
  printf 'exit: %s\n---- output\n' "$2"
  cat "$scratch/output"
  sed -n '/^---- evidence$/,$p' "$1.case"
}

run_case() {
  local case=$1 status=0
  replay "$case" || status=$?
  if [ -n "$update" ]; then
    updated "$case" "$status" >"$scratch/case"
    cp "$scratch/case" "$case.case"
  fi
  if [ "$status" = "$(field "$case" exit)" ] && diff -u <(section "$case" output) "$scratch/output" >"$scratch/diff"; then
    echo "ok case $case"
  else
    echo "not ok case $case: exit status $status, expected $(field "$case" exit)"
    tail -n +3 "$scratch/diff"
  fi
}

# The glob is to match names.
# shellcheck disable=SC2231
for file in ${1:-*}.case; do run_case "${file%.case}"; done
if [ $# = 0 ]; then bash coverage.sh "$bin"; fi
