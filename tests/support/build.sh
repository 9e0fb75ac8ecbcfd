# What both commands need to build. Sourced after packages.sh. Sets the array `bazel_flags`.

bazel_flags=()
boost_packages="libboost1.81-dev libboost-program-options1.81-dev libboost-test1.81-dev"

# Debian's Boost 1.81 conflicts with its default 1.74: where that is installed, 1.81 is unpacked beside it.
need_boost() {
  local folder="$guest_folder/boost" lib
  # shellcheck disable=SC2086
  [ -z "$(missing_of $boost_packages)" ] && return 0
  if ! is_installed libboost1.74-dev; then
    # shellcheck disable=SC2086
    need_packages $boost_packages && return 0
  fi
  # shellcheck disable=SC2086
  unpack_packages "$folder" $boost_packages || return 1
  lib="$folder/usr/lib/$(dpkg-architecture -qDEB_HOST_MULTIARCH 2>/dev/null || gcc -print-multiarch)"
  export CPLUS_INCLUDE_PATH="$folder/usr/include" LIBRARY_PATH="$lib"
  bazel_flags+=("--action_env=CPLUS_INCLUDE_PATH" "--action_env=LIBRARY_PATH")
}

need_build_tools() {
  need_packages g++ libssl-dev bazel-bootstrap bazel-rules-cc bazel-rules-java libidn2-0 ca-certificates
  need_boost
}
