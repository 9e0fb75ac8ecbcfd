#!/usr/bin/env bash
# Builds the fuzz targets by clang and libFuzzer and runs each for a while. Prints "ok NAME" and "not ok NAME: why, with the input in base64".
#
#   tests/fuzz/run.sh [SECONDS [TARGET...]]     20 seconds each, all targets; as many at once as there are processors
#
# What is found: decode the input into tests/fuzz/corpus/TARGET, write the unit test, mend. New inputs of a run are thrown away with it.
set -u -o pipefail
cd "$(dirname "$0")/../.." || exit 1
. tests/support/packages.sh
. tests/support/build.sh
seconds=${1:-20}
shift $(($# > 0))
[ "$seconds" -gt 0 ] 2>/dev/null || { echo "usage: tests/fuzz/run.sh [SECONDS [TARGET...]]" >&2; exit 2; }

targets=("$@")
if [ "${#targets[@]}" = 0 ]; then
  for file in tests/fuzz/corpus/*; do targets+=("${file##*/}"); done
fi

need_build_tools && need_packages clang-14 libclang-rt-14-dev || { echo "not ok fuzz: cannot install clang-14"; exit 1; }

# Another compiler is another repository rule: an output base of its own keeps the usual one as it is.
fuzz_bazel() { bazel --output_base="$guest_folder/fuzz" "$@"; }
flags=(--config=fuzz --symlink_prefix=/ --noshow_progress --ui_event_filters=-info "${bazel_flags[@]}")
scratch=$(mktemp -d)
pids=()

end_all() {
  local pid
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done
  wait
  rm -rf "$scratch"
  restore_policy
}
trap end_all EXIT

if ! fuzz_bazel build "${flags[@]}" "${targets[@]/#/\/\/tests\/fuzz:}" >"$scratch/build" 2>&1; then
  fuzz_bazel shutdown >/dev/null 2>&1
  echo "not ok fuzz: it does not build: $(grep -vE 'src/main/tools' "$scratch/build" | tail -n 20)"
  exit 1
fi
folder=$(fuzz_bazel info "${flags[@]}" bazel-bin 2>/dev/null)/tests/fuzz
fuzz_bazel shutdown >/dev/null 2>&1

# A unit that takes 10 s is a finding, and so is one that takes 2 GB: the largest bound of ours is 32 MiB.
fuzz() {
  local target=$1 found=$scratch/$1
  mkdir "$found" "$found/new"
  ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=0 UBSAN_OPTIONS=print_stacktrace=1 \
    exec "$folder/$target" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 -close_fd_mask=1 \
    -artifact_prefix="$found/" "$found/new" "tests/fuzz/corpus/$target" >"$scratch/$target.log" 2>&1
}

report() {
  local target=$1 status=$2 log=$scratch/$1.log input
  if [ "$status" = 0 ]; then
    echo "ok fuzz $target: $(awk '/number_of_executed_units/ { print $2 }' "$log") inputs in $seconds s, $(grep -c NEW "$log") new"
    return
  fi
  input=$(find "$scratch/$target" -maxdepth 1 -type f | head -n 1)
  echo "not ok fuzz $target: $(grep -E '^(SUMMARY|not true|.*runtime error)' "$log" | head -n 3 | tr '\n' ' ')input: $([ -z "$input" ] || base64 -w 0 "$input")"
  tail -n 40 "$log" >&2
}

# One after the other on each processor, told in the order of their names.
status=0
for target in "${targets[@]}"; do
  while [ "$(jobs -pr | wc -l)" -ge "$(nproc)" ]; do wait -n; done
  (fuzz "$target") &
  pids+=($!)
done
for i in "${!targets[@]}"; do
  wait "${pids[$i]}"
  one=$?
  report "${targets[$i]}" "$one"
  [ "$one" = 0 ] || status=1
done
exit "$status"
