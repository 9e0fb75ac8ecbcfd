#!/usr/bin/env bash
# The programs inside real monitors, from Debian's packages, on loopback. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/monitors/run.sh BIN_DIR [SYSTEM...]     SYSTEM: a script of this folder without its ending; default: all
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/packages.sh"

declare -A packages=(
  [nagios]="nagios4-core"
  [nrpe]="nagios-nrpe-server nagios-nrpe-plugin nagios4-core"
  [icinga]="icinga2-bin icinga2-common curl"
  [director]="icinga2-bin icinga2-common icingaweb2-module-director icingacli php-cli php-pgsql postgresql-15 postgresql-client-15"
  [zabbix_module]="zabbix-agent zabbix-agent2 zabbix-server-pgsql"
  [zabbix]="zabbix-server-pgsql zabbix-frontend-php zabbix-agent php-cli php-pgsql postgresql-15 libevent-extra-2.1-7 libevent-pthreads-2.1-7"
  [submit]="nagios4-core icinga2-bin icinga2-common zabbix-server-pgsql zabbix-frontend-php php-cli php-pgsql postgresql-15"
)
order=(nagios nrpe icinga director zabbix_module zabbix submit)

# What a system needs beside the packages that can be installed.
prepare() {
  case "$1" in
    nagios)
      # Nagios' web pages: their package wants a web server.
      export NAGIOS_CGI="$guest_folder/nagios4-cgi"
      unpack_packages "$NAGIOS_CGI" nagios4-cgi && chmod 755 "$NAGIOS_CGI"
      ;;
    zabbix)
      # Debian installs no proxy beside a server. Without backports zabbix.py says that it goes without 7.0.
      unpack_packages "$guest_folder/zabbix-proxy-6.0" zabbix-proxy-sqlite3 &&
        { unpack_backports "$guest_folder/zabbix-7.0" zabbix-server-pgsql zabbix-frontend-php || true; }
      ;;
  esac
}

bin=$(realpath "$1")
shift
status=0
# shellcheck disable=SC2086
for system in "${@:-${order[@]}}"; do
  if need_packages python3 openssl ${packages[$system]} && prepare "$system"; then
    /usr/bin/python3 "$here/$system.py" "$bin" || status=1
  else
    echo "not ok $system: cannot install ${packages[$system]}"
    status=1
  fi
done
exit "$status"
