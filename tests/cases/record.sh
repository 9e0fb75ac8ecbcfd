#!/usr/bin/env bash
# Makes cases of scenarios of the lab: runs check_tls on each, saves the evidence, writes NAME.case with what came. Those on paths, profiles and fetching
# (which need --serve-aia) become cases of check_tls_chain.
#
#   tests/cases/record.sh BIN_DIR GLOB [--serve-aia]
#   tests/cases/record.sh BIN_DIR GLOB --clients      the scenarios for clients alone, as client-NAME.case: the client table of each
#
# All that are recorded in one run share their authorities. Ports become the protocol's, so that cases read like real servers. Cases that take their evidence
# from one recorded anew change with it. Read the output before you commit it: from then on it is what is expected.
set -eu -o pipefail
bin=$(realpath "$1")
cd "$(dirname "$0")"
cases=$PWD
. ../support/lab.sh
trap end_lab EXIT
max_evidence=40000
served=("${@:3}")
recorded=()
is_for_clients=
case " ${served[*]} " in *' --clients '*) is_for_clients=yes ;; esac
declare -A plain
while IFS=$'\t' read -r name _; do plain[$name]=yes; done < <("$bin/tests/lab/lab" --list)

record() {
  local name=$1 host=$2 port=$3 usual=443 program=check_tls case=$1
  shift 3
  if [ -n "$is_for_clients" ]; then
    [ -z "${plain[$name]:-}" ] || return 0
    case=client-$name program=check_tls_chain
    set -- --ca-file "$lab_folder/lab/clients.pem" --aia never
  fi
  case " $* " in *' -P smtp '*) usual=25 ;; esac
  # From inside the lab's folder, so that its files have the same names in every run.
  (cd "$lab_folder" && "$bin/nagios/$program" -H "$host" -I 127.0.0.1 -p "$port" -t 2 --save-evidence evidence "${@//$lab_folder\//}" \
    </dev/null >/dev/null) || true
  if [ "$(wc -c <"$lab_folder/evidence")" -gt "$max_evidence" ]; then
    echo "$name: left out, its evidence has more than $max_evidence bytes" >&2
    return
  fi
  {
    "$bin/tests/lab/lab" --list "${served[@]}" --only "$name" | awk -F '\t' '{ print "# A server that " $3 "." }'
    case "$name $*" in
      path-* | branch-* | circle* | aia-* | *--profile* | *lab/clients.pem*) echo "program: nagios/check_tls_chain" ;;
    esac
    echo "---- evidence"
    sed -E "s/\"port\": $port\b/\"port\": $usual/" "$lab_folder/evidence"
  } >"$cases/$case.case"
  recorded+=("$case")
}

start_lab "$bin" "$2" "${served[@]}"
each_scenario record
for name in "${recorded[@]}"; do bash run.sh "$bin" --update "$name"; done
