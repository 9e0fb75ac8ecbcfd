# Installs Debian packages that are missing, as a good guest. Sourced by tests/run.sh and tests/demo.sh.
#
# Nothing is removed (--no-remove), no service is started (a policy-rc.d of ours stands in while installing and is taken away again, also on a signal),
# and what would conflict with an installed package is unpacked into a folder of our own.

say() { printf '== %s\n' "$*"; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

guest_folder="${XDG_CACHE_HOME:-$HOME/.cache}/tls-checks"

is_installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

missing_of() {
  local package
  for package in "$@"; do is_installed "$package" || printf '%s ' "$package"; done
}

policy=/usr/sbin/policy-rc.d
policy_placed=

place_policy() {
  [ -z "$policy_placed" ] || return 0
  policy_placed=yes
  if [ -e "$policy" ]; then as_root mv "$policy" "$policy.tls-checks"; fi
  printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
  as_root chmod 755 "$policy"
}

restore_policy() {
  [ -n "$policy_placed" ] || return 0
  policy_placed=
  as_root rm -f "$policy"
  if [ -e "$policy.tls-checks" ]; then as_root mv "$policy.tls-checks" "$policy"; fi
}

# A script that sources this file calls restore_policy in its own exit trap.
trap 'restore_policy' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

apt() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 -qq "$@"
}

lists_are_fresh() { [ -n "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mmin -1440 2>/dev/null | head -n 1)" ]; }

refresh_lists() { lists_are_fresh || apt update; }

# need_packages NAME...: installs those that are missing. False if apt will not do it without removing something.
need_packages() {
  local missing
  missing=$(missing_of "$@")
  [ -n "$missing" ] || return 0
  say "installing: $missing"
  refresh_lists
  place_policy
  # shellcheck disable=SC2086
  if ! apt install -y --no-remove --no-install-recommends $missing >"$guest_folder/apt.log" 2>&1; then
    if apt update && apt install -y --no-remove --no-install-recommends $missing >"$guest_folder/apt.log" 2>&1; then
      restore_policy
      return 0
    fi
    restore_policy
    tail -n 5 "$guest_folder/apt.log" >&2
    return 1
  fi
  restore_policy
}

# unpack_packages FOLDER NAME...: unpacks packages there without installing them.
unpack_packages() {
  local folder=$1 package
  shift
  mkdir -p "$folder"
  for package in "$@"; do
    [ ! -e "$folder/.has-$package" ] || continue
    say "unpacking $package into $folder (it would conflict with an installed package)"
    refresh_lists
    (cd "$folder" && apt-get -qq -o APT::Sandbox::User=root download "$package" && dpkg -x "$package"_*.deb . && rm -f "$package"_*.deb &&
      touch ".has-$package") || return 1
  done
}

# Debian's backports in a folder of our own: the system's sources stay as they are.
apt_backports() {
  local folder=$guest_folder/backports
  mkdir -p "$folder/lists/partial" "$folder/cache/archives/partial"
  echo "deb http://deb.debian.org/debian bookworm-backports main" >"$folder/sources.list"
  apt-get -qq -o "Dir::Etc::sourcelist=$folder/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::lists=$folder/lists" \
    -o "Dir::Cache=$folder/cache" -o APT::Sandbox::User=root -o Acquire::Retries=3 "$@"
}

# unpack_backports FOLDER NAME...: as unpack_packages, from bookworm-backports. False if they cannot be had.
unpack_backports() {
  local folder=$1 package
  shift
  mkdir -p "$folder"
  for package in "$@"; do
    [ ! -e "$folder/.has-$package" ] || continue
    say "unpacking $package of bookworm-backports into $folder"
    # shellcheck disable=SC2015
    apt_backports update && (cd "$folder" && rm -f "$package"_*.deb && apt_backports download "$package" && dpkg -x "$package"_*.deb . &&
      rm -f "$package"_*.deb && touch ".has-$package") || return 1
  done
}

mkdir -p "$guest_folder"
