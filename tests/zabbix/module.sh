#!/usr/bin/env bash
# The loadable module in a stand-in for a daemon: the same as zabbix_tls says of the lab's servers, no growth, no trace in a host that uses OpenSSL
# itself, and nothing to be seen from outside but its entry points. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/zabbix/module.sh BIN_DIR
#
# REFUSED and HANDSHAKES: how many calls must not make the host grow (20000, 2000); LIFETIME: of the lab, in seconds.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/lab.sh"
bin=$(cd "$1" && pwd)
module=$bin/zabbix/zabbix_tls.so
host=$bin/tests/zabbix/module_host
zabbix=$bin/zabbix/zabbix_tls
trap end_lab EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

not_ok() { local why=${2//$'\n'/ }; printf 'not ok module: %s: %s\n' "$1" "${why:0:1000}"; }

# same NAME CAME EXPECTED
same() { if [ "$2" = "$3" ]; then echo "ok module: $1"; else not_ok "$1" "$2, expected $3"; fi; }

# matches NAME CAME REGEX
matches() { if [[ $2 =~ $3 ]]; then echo "ok module: $1"; else not_ok "$1" "$2, expected $3"; fi; }

# A document without what differs from run to run.
lasting() { sed -E 's/"(leaf_left|chain_left|[a-z]+_time)":-?[0-9.]+(E-?[0-9]+)?/"\1":N/g; s/"client_stores":\[[^]]*\]//g'; }

# What static initialisers call, without what only they use.
initial_calls() {
  objdump -d --no-show-raw-insn "$module" | awk '
    /^[0-9a-f]+ <_GLOBAL__sub_I_/ { inside = 1 } /^$/ { inside = 0 }
    inside && $2 == "call" { gsub(/[<>]/, "", $NF); sub(/@.*/, "", $NF); print $NF }' | sort -u | tr '\n' ' '
}

symbols() {
  local seen undefined initial='__cxa_atexit malloc '
  [ -z "${SANITIZED:-}" ] || initial=$(initial_calls)
  seen=$(nm -D --defined-only "$module" | awk '$2 ~ /[A-Z]/ { print $3 }' | sort | tr '\n' ' ')
  same "only the entry points are seen" "$seen" \
    "zbx_module_api_version zbx_module_init zbx_module_item_list zbx_module_item_timeout zbx_module_uninit "
  matches "is never unloaded" "$(readelf -d "$module" | grep FLAGS_1)" NODELETE
  # Boost.Asio's and libstdc++'s register what is to be done at the end, and libstdc++ keeps memory for exceptions; nothing of ours runs.
  same "loading it runs nothing but that" "$(initial_calls)" "$initial"
  matches "its thread-local data need no allocation" "$(readelf -d "$module" | grep '(FLAGS)')" STATIC_TLS
  undefined=$(readelf -d "$module" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' | grep -vE '^(libssl|libcrypto|libc|ld-linux.*)\.so|^lib(asan|ubsan|stdc\+\+|gcc_s|m)\.so')
  same "needs OpenSSL and libc and nothing else" "$undefined" ""
}

check_scenario() {
  local name=$1 endpoint=(--hostname="$2" --port="$3" --address=127.0.0.1) parameters=("$2" "$3" '' 127.0.0.1) document came _
  case "$name" in
    smtp-*) endpoint+=(--protocol=smtp) parameters[2]=smtp ;;
  esac
  for _ in 1 2 3; do  # the number of days may have changed in between
    document=$("$zabbix" "${endpoint[@]}" -t 2.7 | lasting)
    came=$("$host" "$module" 3 1 tls.get "${parameters[@]}" 2>&1 | lasting)
    [ "$came" != "t|$document" ] || break
  done
  same "$name: the document" "$came" "t|$document"
  same "$name: the status" "$("$host" "$module" 3 1 tls.status "${parameters[@]}" 2>&1)" "u|$("$zabbix" "${endpoint[@]}" -t 2.7 --get status)"
  same_left "$name" "$("$host" "$module" 3 1 tls.left "${parameters[@]}" 2>&1)" "$("$zabbix" "${endpoint[@]}" -t 2.7 --get left)"
}

# A second may have passed in between.
same_left() {
  local difference
  if [[ $2 =~ ^s\|-?[0-9]+$ && $3 =~ ^-?[0-9]+$ ]]; then
    difference=$((${2#s|} - $3))
    matches "$1: the time left" "$difference" '^-?[0-9]$'
  else
    same "$1: why there is no time left" "$2" "m|$3"
  fi
}

# grows_not NAME COUNT KEY PARAMETER...: a thousand calls more may not cost a page.
grows_not() {
  local name=$1 count=$2 came
  shift 2
  came=$("$host" "$module" 3 "$count" "$@" 2>&1 | tail -n 1)
  echo "# $name: $came"
  if [[ $came =~ grown_kb=(-?[0-9]+)\ descriptors=\+0\ threads=\+0 ]] && [ "${BASH_REMATCH[1]}" -le "$allowed_kb" ]; then
    echo "ok module: no growth: $name"
  else
    not_ok "no growth: $name" "$came, at most $allowed_kb kB"
  fi
}

own_openssl() {
  local order line conf=$lab_folder/openssl.cnf
  cat >"$conf" <<'END'
openssl_conf = all
[all]
oid_section = oids
alg_section = algorithms
ssl_conf = ssl
[oids]
host-marker = 1.2.3.4.5.6.7
[algorithms]
default_properties = fips=yes
[ssl]
system_default = tls
[tls]
MinProtocol = TLSv1.3
CipherString = eNULL
Protocol = ALL,-TLSv1.2
END
  read -r name port < <(scenario good-tls12)
  for order in first last; do
    while IFS= read -r line; do
      case "$line" in
        'ok '*) echo "ok module: OpenSSL in the host, used by it $order: ${line#ok }" ;;
        *) not_ok "OpenSSL in the host, used by it $order" "$line" ;;
      esac
    done < <(OPENSSL_CONF=$conf "$bin/tests/zabbix/openssl_host" "$module" "$order" "$name" "$port" 2>&1; echo "ok ended with $?")
  done
}

# without_memory NAME ours|all STEP EXPECTED KEY PARAMETER...
without_memory() {
  local name=$1 line
  shift
  line=$("$bin/tests/zabbix/memory_host" "$module" "$@" 2>&1)
  if [[ $line =~ ^ok\ [0-9][0-9]+\  ]]; then echo "ok module: without memory: $name: ${line#ok }"; else not_ok "without memory: $name" "$line"; fi
}

allowed_kb=256
if [ -n "${SANITIZED:-}" ]; then  # which keep what was freed for a while
  allowed_kb=65536
  export ASAN_OPTIONS=quarantine_size_mb=1
fi

symbols
start_lab "$bin" '*' --lifetime "${LIFETIME:-900}" || exit 1
export SSL_CERT_FILE=$lab_folder/lab/roots.pem SSL_CERT_DIR=/nonexistent
for name in good-rsa good-ecdsa good-tls12 tls10-only ed25519 expiring expired wrong-name self-signed wrong-order hostile-names invalid-utf8-name \
  unparsable-certificate client-cert-tls13 chain-200 smtp-good smtp-hostile refused closing garbage plain-http silent; do
  read -r server port < <(scenario "$name")
  check_scenario "$name" "$server" "$port"
done
same "a daemon whose Timeout is 1 s" "$("$host" "$module" 1 1 tls.status "$(scenario silent | cut -d' ' -f1)" "$port" '' 127.0.0.1 2>&1)" "u|2"
read -r server port < <(scenario good-rsa)
grows_not "refused connections" "${REFUSED:-20000}" tls.get 127.0.0.1 1
grows_not "parameters that make no sense" "${REFUSED:-20000}" tls.get -x 99999 nonsense
grows_not "handshakes" "${HANDSHAKES:-2000}" tls.get "$server" "$port" '' 127.0.0.1
own_openssl
if [ -z "${SANITIZED:-}" ]; then  # which bring an allocator of their own
  without_memory "for a refused connection" ours 3 'u|2' tls.status 127.0.0.1 1
  without_memory "for a handshake" ours 11 'u|0' tls.status "$server" "$port" '' 127.0.0.1
  without_memory "for a handshake, nor for OpenSSL" all 197 'u|0' tls.status "$server" "$port" '' 127.0.0.1
fi
