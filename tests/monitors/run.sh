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
  [icinga]="icinga2-bin icinga2-common"
)
order=(nagios nrpe icinga)

# Nagios' web pages: its package wants a web server.
need_cgi() {
  export NAGIOS_CGI="$guest_folder/nagios4-cgi"
  unpack_packages "$NAGIOS_CGI" nagios4-cgi && chmod 755 "$NAGIOS_CGI"
}

bin=$(realpath "$1")
shift
status=0
# shellcheck disable=SC2086
for system in "${@:-${order[@]}}"; do
  if need_packages python3 openssl ${packages[$system]}; then
    [ "$system" != nagios ] || need_cgi
    /usr/bin/python3 "$here/$system.py" "$bin" || status=1
  else
    echo "not ok $system: cannot install ${packages[$system]}"
    status=1
  fi
done
exit "$status"
