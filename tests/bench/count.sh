# Counts instructions. Sourced.

# instructions COMMAND...: executed by the command and its threads, by callgrind. 0 if it could not be counted.
instructions() {
  local count
  count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null | sed -n 's/.*Collected : *//p')
  echo "${count:-0}"
}
