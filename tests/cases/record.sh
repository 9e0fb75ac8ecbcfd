#!/usr/bin/env bash
# Makes a case of a scenario of the lab: runs a program on it, saves the evidence, writes NAME.case with what came.
#
#   tests/cases/record.sh BIN_DIR SCENARIO [PROGRAM [OPTION...]]     PROGRAM is nagios/check_tls unless given
#
# Read the output in the new file before you commit it: from then on it is what is expected.
set -eu -o pipefail
bin=$1 scenario=$2 program=${3:-nagios/check_tls}
shift $(($# < 3 ? $# : 3))
cd "$(dirname "$0")/../.."
. tests/support/lab.sh
trap end_lab EXIT

record() {
  local name=$1 host=$2 port=$3 description
  shift 3
  description=$("$bin/tests/lab/lab" --list | awk -F '\t' -v name="$name" '$1 == name { print $3 }')
  "$bin/$program" -H "$host" -I 127.0.0.1 -p "$port" -t 2 --save-evidence "$lab_folder/evidence" "$@" >/dev/null || true
  {
    echo "# $description"
    echo "program: $program"
    echo "options: ${extra[*]}"
    echo "exit: 0"
    echo "---- output"
    echo "---- evidence"
    cat "$lab_folder/evidence"
  } >"tests/cases/$name.case"
}

extra=("$@")
start_lab "$bin" "$scenario"
each_scenario record
