#!/usr/bin/env bash
# What a check costs a Zabbix daemon: as an external check (fork, /bin/sh -c, exec of zabbix_tls) and by the loadable module, on one server of the lab, in
# one run, and prints a table in Markdown. CPU time is the mean, wall time the median of COUNT checks (1000).
#
#   tests/bench/zabbix_module.sh BIN_DIR [COUNT]
set -eu -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/lab.sh"
bin=$(cd "$1" && pwd)
count=${2:-1000}
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

start_lab "$bin" good-rsa
read -r server port < <(scenario good-rsa)
export SSL_CERT_DIR=$lab_folder/lab/hashed SSL_CERT_FILE=/nonexistent

external="'$bin/zabbix/zabbix_tls' '-H' '$server' '-I' '127.0.0.1' '-p' '$port'"
module=("$bin/tests/zabbix/module_host" "$bin/zabbix/zabbix_tls.so" 3)
parameters=("$server" "$port" '' 127.0.0.1)

# What fails early is cheap and says nothing.
good() { [[ $1 == *'"state":"OK"'* ]] || { echo "$2 does not find the server good: ${1:0:300}" >&2; exit 1; }; }
good "$(/bin/sh -c "$external")" "the external check"
good "$("${module[@]}" 1 tls.get "${parameters[@]}")" "the module"

read -r external_time _ external_cpu < <("$bin/tests/bench/measure" "$count" /bin/sh -c "$external")
line=$("${module[@]}" "$count" tls.get "${parameters[@]}" | tail -n 1)
[[ $line =~ median_us=([0-9]+)\ cpu_us=([0-9]+) ]] || { echo "the module host says: $line" >&2; exit 1; }
module_time=${BASH_REMATCH[1]} module_cpu=${BASH_REMATCH[2]}

row() {
  awk -v name="$1" -v cpu="$2" -v time="$3" -v base_cpu="$module_cpu" -v base_time="$module_time" \
    'BEGIN { printf "| %s | %.2f ms | %.2f | %.2f ms | %.2f |\n", name, cpu / 1000, cpu / base_cpu, time / 1000, time / base_time }'
}
echo "| $count checks of one server | CPU of a check | ratio | wall time | ratio |"
echo "|---|---|---|---|---|"
row "loadable module, tls.get" "$module_cpu" "$module_time"
row "external check, zabbix_tls" "$external_cpu" "$external_time"
