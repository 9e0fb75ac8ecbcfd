#!/usr/bin/env bash
# The programs inside real monitors, from Debian's packages, on loopback. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/monitors/run.sh BIN_DIR [SYSTEM...]     SYSTEM: a script of this folder without its ending; default: all
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/packages.sh"

declare -A packages=(
  [nagios]="nagios4-core"
  [nrpe]="nagios-nrpe-server nagios-nrpe-plugin"
  [icinga]="icinga2-bin icinga2-common"
)
order=(nagios nrpe icinga)

bin=$(realpath "$1")
shift
status=0
# shellcheck disable=SC2086
for system in "${@:-${order[@]}}"; do
  if need_packages python3 openssl ${packages[$system]}; then
    /usr/bin/python3 "$here/$system.py" "$bin" || status=1
  else
    echo "not ok $system: cannot install ${packages[$system]}"
    status=1
  fi
done
exit "$status"
