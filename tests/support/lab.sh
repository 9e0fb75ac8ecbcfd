# Starts and ends the lab for a script. Sourced.
#
#   start_lab BIN_DIR [GLOB [OPTION...]]   sets `lab_folder` and the file `lab_ports` (lines "name host port [options]")
#   each_scenario FUNCTION     calls it with: name host port [options]; the options name a store in any case, and fetch
#                              nothing: what a resolver says of the lab's names must not matter
#
# The lab ends with the script: it reads a pipe that the script holds open.

start_lab() {
  lab_folder=$(mktemp -d)
  lab_ports=$lab_folder/ports
  mkfifo "$lab_folder/stdin"
  "$1/tests/lab/lab" --dir "$lab_folder/lab" --only "${2:-*}" "${@:3}" <"$lab_folder/stdin" >"$lab_ports" 2>"$lab_folder/errors" &
  lab_pid=$!
  exec 8>"$lab_folder/stdin"
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    ! grep -q '^ready$' "$lab_ports" 2>/dev/null || return 0
    kill -0 "$lab_pid" 2>/dev/null || break
    # Waits a little for a line that never comes.
    read -r -t 0.05 <>"$lab_folder/stdin" || true
  done
  echo "the lab did not start: $(cat "$lab_folder/errors")" >&2
  return 1
}

end_lab() {
  [ -n "${lab_pid:-}" ] || return 0
  exec 8>&-
  wait "$lab_pid" 2>/dev/null
  local status=$?
  lab_pid=
  rm -rf "$lab_folder"
  return "$status"
}

each_scenario() {
  local name host port options
  while read -r name host port options; do
    [ "$name" != ready ] || break
    case "$options" in
      *--ca-*) ;;
      *) options="--ca-file $lab_folder/lab/roots.pem $options" ;;
    esac
    case "$options" in
      *--aia*) ;;
      *) options="$options --aia never" ;;
    esac
    # shellcheck disable=SC2086
    "$1" "$name" "$host" "$port" $options
  done <"$lab_ports"
}

# "host port" of a scenario.
scenario() { awk -v name="$1" '$1 == name { print $2, $3 }' "$lab_ports"; }
