#!/usr/bin/env bash
# Builds the programs, starts the lab, and shows what check_tls says of each of its servers.
#
#   tests/demo.sh            everything
#   tests/demo.sh 'smtp-*'   the scenarios whose name matches
#
# On a bare Debian 12 it installs what is missing to build (as root, or with sudo). A second start is quick.
set -eu -o pipefail
cd "$(dirname "$0")/.."
. tests/support/packages.sh
. tests/support/build.sh

# Bazel alone takes some seconds to find that there is nothing to do.
stamp=bazel-bin/built-for-demo
is_built() { [ -e "$stamp" ] && [ -z "$(find WORKSPACE BUILD .bazelrc ./*.bzl plugin checks nagios tests/lab -newer "$stamp" -print -quit)" ]; }

if ! is_built; then
  need_build_tools
  say "building (the first time takes some minutes, later seconds)"
  bazel build "${bazel_flags[@]}" --noshow_progress --ui_event_filters=-info //nagios:check_tls //tests/lab:lab
  touch "$stamp"
fi
exec bash tests/support/show_lab.sh "${1:-*}"
