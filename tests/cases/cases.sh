# shellcheck shell=bash
# Reads cases and replays them. Sourced by run.sh and coverage.sh; run.sh describes the format.
#
#   use_cases BIN_DIR      goes to the folder of the cases; sets `bin` and `scratch`, a folder that ends with the script
#   field CASE NAME        the value of a line "NAME: value" in its head; empty if there is none
#   section CASE NAME      what stands under "---- NAME"
#   replay CASE OPTION...  the program's output in "$scratch/output", its exit status; OPTIONs come after the case's own

export LC_ALL=C

use_cases() {
  bin=$(realpath "$1")
  cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
  scratch=$(mktemp -d)
  trap 'rm -rf "$scratch"' EXIT
  cp ./*.pem "$scratch" 2>/dev/null
}

field() { sed -n "/^---- /q; s/^$2: *//p" "$1.case"; }

section() { sed -n "/^---- $2\$/,/^---- /{/^---- /!p}" "$1.case"; }

replay() {
  local case=$1 from program zone options
  shift
  from=$(field "$case" evidence-of)
  program=$(field "$case" program)
  zone=$(field "$case" tz)
  read -r -a options <<<"$(field "$case" options)"
  section "${from:-$case}" evidence | sed -E "$(field "$case" edit)" >"$scratch/evidence"
  (cd "$scratch" && TZ=${zone:-UTC} "$bin/${program:-nagios/check_tls}" --replay evidence "${options[@]}" "$@" </dev/null >output 2>&1)
}
