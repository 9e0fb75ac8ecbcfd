#!/usr/bin/env bash
# The HTML report in a real browser. Prints "ok NAME" and "not ok NAME: why".
#
#   tests/report/run.sh BIN_DIR [SCREENSHOTS]     with a folder, screenshots for people are left there
#
# Pages of runs that were never made (tests/checks/list/report_sample.cc) are opened from a file by headless Chromium; page.py says what is asked of them.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

now=1795230000 # 2026-11-21 12:00 JST
for number in 0 1 30 10000; do
  if ! TZ=Asia/Tokyo "$bin/tests/checks/list/report_sample" "$number" "$now" >"$work/$number.html"; then
    echo "not ok report: the page of $number endpoints cannot be made"
    exit 1
  fi
done

bytes=$(stat -c %s "$work/10000.html")
if [ "$bytes" -le 5000000 ]; then
  echo "ok report size: $bytes bytes for 10,000 endpoints"
else
  echo "not ok report size: $bytes bytes for 10,000 endpoints"
fi

# Each script by itself and all of them as the page has them.
python=/usr/bin/python3
for script in "$here"/../../checks/list/report/*.js; do
  if ! command -v node >/dev/null; then
    break
  elif node --check "$script" 2>"$work/errors"; then
    echo "ok report script: $(basename "$script")"
  else
    echo "not ok report script: $(basename "$script"): $(head -n 5 "$work/errors" | tr '\n' ' ')"
  fi
done

timeout -k 10 900 "$python" -B "$here/page.py" "$work" "${2:-}" 2>"$work/errors" || echo "not ok report in Chromium: $(tail -n 3 "$work/errors" | tr '\n' ' ')"
