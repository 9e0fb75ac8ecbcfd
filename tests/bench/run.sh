#!/usr/bin/env bash
# Measures check_tls against its yardstick and its neighbours on one server of the lab, in one run, and prints a table in Markdown.
#
#   tests/bench/run.sh
#
# Ratios are to bare.c, the least that a check with OpenSSL costs. Instructions repeat exactly; wall time is the median of 100 runs.
set -eu -o pipefail
cd "$(dirname "$0")/../.."
. tests/support/packages.sh
. tests/support/build.sh
. tests/support/lab.sh
. tests/bench/count.sh
trap 'end_lab; restore_policy' EXIT

need_build_tools
need_packages valgrind monitoring-plugins-basic openssl
bazel build "${bazel_flags[@]}" --noshow_progress --ui_event_filters=-info //nagios/... //tests/bench/... //tests/lab

start_lab bazel-bin good-rsa
read -r host port < <(scenario good-rsa)
hashed=$lab_folder/lab/hashed
bundle=$lab_folder/bundle.pem
cat /etc/ssl/certs/ca-certificates.crt "$lab_folder/lab/roots.pem" >"$bundle"
export SSL_CERT_DIR=$hashed SSL_CERT_FILE=/nonexistent
plugins=/usr/lib/nagios/plugins
endpoint=(-H "$host" -I 127.0.0.1 -p "$port")

base_count=0 base_time=0
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# row NAME COMMAND...
row() {
  local name=$1 count time kilobytes
  shift
  # What fails early is cheap and says nothing.
  "$@" </dev/null >/dev/null 2>&1 || { echo "$name: does not find the server good" >&2; exit 1; }
  count=$(instructions "$@")
  read -r time kilobytes _ < <(bazel-bin/tests/bench/measure 100 "$@")
  [ "$base_count" != 0 ] || { base_count=$count base_time=$time; }
  printf '| %s | %s M | %s | %s ms | %s | %s MB |\n' "$name" "$(awk -v n="$count" 'BEGIN { printf "%.1f", n / 1e6 }')" \
    "$(ratio "$count" "$base_count")" "$(awk -v n="$time" 'BEGIN { printf "%.1f", n / 1e3 }')" \
    "$(ratio "$time" "$base_time")" "$(awk -v n="$kilobytes" 'BEGIN { printf "%.1f", n / 1024 }')"
}

echo "| program | instructions | ratio | wall time | ratio | memory |"
echo "|---|---|---|---|---|---|"
row "bare.c: verifies with a hashed directory, prints the days left" bazel-bin/tests/bench/bare 127.0.0.1 "$port" "$host" "$hashed"
row "check_tls, every rule, hashed directory" bazel-bin/nagios/check_tls "${endpoint[@]}"
SSL_CERT_DIR=/nonexistent SSL_CERT_FILE=$bundle row "check_tls, every rule, only a bundle of 140 roots" bazel-bin/nagios/check_tls "${endpoint[@]}"
row "check_tls -o json" bazel-bin/nagios/check_tls "${endpoint[@]}" -o json
row "check_tcp -S -D (Monitoring Plugins; end date only)" "$plugins/check_tcp" -S -D 20,7 --sni "$host" -H 127.0.0.1 -p "$port"
row "check_http -S -C (Monitoring Plugins; end date only)" "$plugins/check_http" -S -C 20,7 --sni -H "$host" -I 127.0.0.1 -p "$port"
row "openssl s_client -brief" openssl s_client -brief -connect "127.0.0.1:$port" -servername "$host" -CApath "$hashed"
