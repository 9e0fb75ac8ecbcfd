#!/bin/sh
# Compares every #include and every BUILD dependency of shipped code with the table of who may use whom (the design's section 2; CONTRIBUTING.md).
# GCC does not stop an include of a system header, and Bazel's visibility knows nothing of headers, so this does.
#
#   tests/layers.sh          proves itself on violations of each kind, then checks the tree it lies in
#   tests/layers.sh FOLDER   checks the tree in FOLDER
#
# One line per violation, FILE:LINE: reason; exit 1 if there is any.
set -eu

# Folder | headers it may include besides its own | Bazel packages or targets it may depend on besides its own.
# `checks/*` is the folder checks itself, without what lies below. `x/` is all of x. `<x` begins a system header.
TABLE='
plugin | |
checks/evidence | plugin/ | plugin
checks/openssl | <openssl/ |
checks/net | plugin/ checks/evidence/ checks/openssl/ <openssl/ <boost/asio <boost/beast <boost/system | plugin checks/evidence checks/openssl
checks/starttls | plugin/ checks/evidence/ checks/net/stream.h checks/net/task.h checks/net/network_error.h checks/net/plain_peer.h checks/net/wire_reader.h <boost/asio/awaitable.hpp | plugin checks/evidence checks/net:stream
checks/pki | plugin/ checks/evidence/ checks/openssl/ <openssl/ | plugin checks/evidence checks/openssl
checks/rules | plugin/ checks/evidence/ checks/pki/facts.h checks/pki/client_id.h checks/pki/names.h | plugin checks/evidence checks/pki:facts
checks | plugin/ checks/evidence/ checks/openssl/ checks/net/ checks/starttls/ checks/pki/ checks/rules/ <boost/asio | plugin checks/evidence checks/openssl checks/net checks/starttls checks/pki checks/rules
checks/render | plugin/ checks/* checks/evidence/ checks/pki/facts.h checks/pki/client_id.h checks/rules/ <boost/json | plugin checks checks/evidence checks/pki:facts checks/rules
checks/list | plugin/ checks/* checks/evidence/ checks/pki/facts.h checks/pki/client_id.h checks/rules/ checks/render/ <boost/json | plugin checks checks/evidence checks/pki:facts checks/rules checks/render
checks/submit | plugin/ checks/* checks/evidence/ checks/net/ checks/render/ <boost/json <boost/asio | plugin checks checks/evidence checks/net checks/render
checks/acme | plugin/ checks/* checks/evidence/ checks/net/ checks/pki/facts.h checks/pki/client_id.h checks/rules/ checks/render/ <boost/json <boost/asio | plugin checks checks/evidence checks/net checks/pki:facts checks/rules checks/render
nagios | plugin/ checks/ | plugin checks checks/evidence checks/pki:facts checks/rules checks/starttls checks/render checks/list checks/submit checks/acme
zabbix | plugin/ checks/ <boost/json | plugin checks checks/openssl:guest checks/evidence checks/pki:facts checks/rules checks/starttls checks/render checks/list checks/submit
'

# FILE | further headers that this one file may include.
EXCEPTIONS='
plugin/command_line.cc | <boost/program_options/
checks/evidence/archive_reader.cc | <boost/json/
checks/evidence/boost_json.cc | <boost/json/
'

check_tree() {
  (
    cd "$1"
    find plugin checks nagios zabbix -type f \( -name '*.h' -o -name '*.cc' -o -name BUILD -o -name BUILD.bazel \) 2>/dev/null | sort >"$SCRATCH/files"
    # shellcheck disable=SC2016
    TABLE=$TABLE EXCEPTIONS=$EXCEPTIONS xargs awk '
      function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
      function violation(reason) { print FILENAME ":" FNR ": " reason; found = 1 }
      function starts(s, prefix) { return substr(s, 1, length(prefix)) == prefix }

      BEGIN {
        count = split(ENVIRON["TABLE"], rows, "\n")
        for (i = 1; i <= count; i++)
          if (split(rows[i], cells, "|") == 3) {
            folder = trim(cells[1]); known[folder] = 1
            headers[folder] = trim(cells[2]); packages[folder] = trim(cells[3])
          }
        count = split(ENVIRON["EXCEPTIONS"], rows, "\n")
        for (i = 1; i <= count; i++)
          if (split(rows[i], cells, "|") == 2) extra[trim(cells[1])] = trim(cells[2])
      }

      FNR == 1 {
        here = FILENAME; sub(/\/[^\/]*$/, "", here)
        is_build = FILENAME ~ /(^|\/)BUILD(\.bazel)?$/
        if (!(here in known)) violation("folder " here " is not in the table of tests/layers.sh")
      }

      function may_include(header,    count, i, words) {
        if (header ~ ("^" here "/[^/]*$")) return 1
        count = split(headers[here] " " extra[FILENAME], words, " ")
        for (i = 1; i <= count; i++) {
          if (words[i] ~ /\/\*$/) {
            if (header ~ ("^" substr(words[i], 1, length(words[i]) - 1) "[^/]*$")) return 1
          } else if (words[i] ~ /\.h$/ ? header == words[i] : starts(header, words[i])) return 1
        }
        return 0
      }
      function may_depend(label,    count, i, words, package) {
        package = label; sub(/:.*/, "", package)
        if (package == here || label == "plugin:runtime") return 1
        if (label == "checks/evidence:boost_json") return starts(here, "checks/") || here == "zabbix"
        count = split(packages[here], words, " ")
        for (i = 1; i <= count; i++) if (words[i] == package || words[i] == label) return 1
        return 0
      }

      here in known && !is_build && /^[ \t]*#[ \t]*include/ {
        line = $0; sub(/^[ \t]*#[ \t]*include[ \t]*/, "", line)
        if (line ~ /^"[^"]*"/) {
          header = substr(line, 2); sub(/".*/, "", header)
          if (header !~ /^(plugin|checks|nagios|zabbix|tests)\//) violation("\"" header "\" does not begin at the root of the repository")
          else if (!may_include(header)) violation(here " may not use " header)
        } else if (line ~ /^<[^>]*>/) {
          header = line; sub(/>.*/, "", header)
          if (header == "<iostream" || header == "<regex" || starts(header, "<boost/asio/ssl"))
            violation("no shipped code may use " header ">: it brings global constructors or costs start-up")
          else if (header ~ /\// && header !~ /^<(sys|net|netinet|arpa)\// && !may_include(header)) violation(here " may not use " header ">")
        } else violation("an #include that cannot be read: " line)
      }

      here in known && is_build && !/^[ \t]*#/ && !/^[ \t]*load\(/ {
        line = $0
        while (match(line, /"[^"]*"/)) {
          text = substr(line, RSTART + 1, RLENGTH - 2)
          line = substr(line, RSTART + RLENGTH)
          if (text ~ /^-l(ssl|crypto)$/ || text ~ /^-l:?lib(ssl|crypto)/) {
            if (!may_include("<openssl/")) violation(here " may not link OpenSSL")
          } else if (text ~ /boost_program_options/) {
            if (here != "plugin") violation(here " may not link Boost.ProgramOptions")
          } else if (starts(text, "@")) violation(here " may not depend on " text)
          else if (starts(text, "//") && text !~ /:__(pkg|subpackages)__$/ && text !~ /^\/\/(:|visibility:|conditions:)/) {
            if (!may_depend(substr(text, 3))) violation(here " may not depend on " text)
          } else if (text == "//visibility:public" && FILENAME != "plugin/BUILD") violation("nothing is public, packages are named")
        }
      }

      END { exit found }' <"$SCRATCH/files"
  )
}

# expect REASON FILE LINE: a tree with this one line must give just this violation; an empty reason: none.
expect() {
  rm -rf "$SCRATCH/tree"
  mkdir -p "$SCRATCH/tree/$(dirname "$2")"
  printf '# a first line\n%s\n' "$3" >"$SCRATCH/tree/$2"
  wanted=${1:+$2:2: $1}
  got=$(check_tree "$SCRATCH/tree") && status=0 || status=$?
  if [ "$got" != "$wanted" ] || { [ -n "$wanted" ] && [ "$status" -eq 0 ]; }; then
    printf 'layers.sh, self-test: %s with %s\n  expected: %s\n  got:      %s\n' "$2" "$3" "$wanted" "$got"
    SELF_TEST=failed
  fi
}

self_test() {
  SELF_TEST=passed
  expect '' plugin/text.cc '#include "plugin/text.h"'
  expect '' plugin/run.cc '#include <sys/stat.h>'
  expect '' plugin/command_line.cc '#include <boost/program_options/parsers.hpp>'
  expect 'plugin may not use <boost/program_options/parsers.hpp>' plugin/text.cc '#include <boost/program_options/parsers.hpp>'
  expect 'plugin may not use checks/options.h' plugin/text.cc '  #  include "checks/options.h"'
  expect 'plugin may not use <openssl/x509.h>' plugin/text.h '#include <openssl/x509.h>'
  expect '' checks/evidence/archive_reader.cc '#include <boost/json/parser.hpp>'
  expect 'checks/evidence may not use <boost/json.hpp>' checks/evidence/target.cc '#include <boost/json.hpp>'
  expect 'checks/evidence may not use checks/net/stream.h' checks/evidence/target.cc '#include "checks/net/stream.h"'
  expect '' checks/openssl/handles.h '#include <openssl/x509.h>'
  expect 'checks/openssl may not use plugin/text.h' checks/openssl/handles.h '#include "plugin/text.h"'
  expect '' checks/net/network.cc '#include <boost/asio.hpp>'
  expect 'no shipped code may use <boost/asio/ssl.hpp>: it brings global constructors or costs start-up' checks/net/network.cc '#include <boost/asio/ssl.hpp>'
  expect 'checks/net may not use checks/pki/facts.h' checks/net/network.cc '#include "checks/pki/facts.h"'
  expect '' checks/starttls/smtp.cc '#include "checks/net/stream.h"'
  expect 'checks/starttls may not use checks/net/network.h' checks/starttls/smtp.cc '#include "checks/net/network.h"'
  expect 'checks/starttls may not use <boost/asio.hpp>' checks/starttls/smtp.cc '#include <boost/asio.hpp>'
  expect 'checks/pki may not use checks/net/stream.h' checks/pki/paths.cc '#include "checks/net/stream.h"'
  expect '' checks/rules/pin.cc '#include "checks/pki/facts.h"'
  expect 'checks/rules may not use checks/pki/certificate.h' checks/rules/pin.cc '#include "checks/pki/certificate.h"'
  expect 'checks/rules may not use <openssl/evp.h>' checks/rules/pin.cc '#include <openssl/evp.h>'
  expect 'checks/rules may not use checks/judge.h' checks/rules/pin.cc '#include "checks/judge.h"'
  expect 'checks/rules may not use checks/net/stream.h' checks/rules/pin.cc '#include "checks/net/stream.h"'
  expect '' checks/collect.cc '#include "checks/net/network.h"'
  expect 'checks may not use <openssl/ssl.h>' checks/collect.h '#include <openssl/ssl.h>'
  expect 'checks may not use checks/render/json.h' checks/check.cc '#include "checks/render/json.h"'
  expect '' checks/render/json.cc '#include "checks/report.h"'
  expect 'checks/render may not use checks/net/network.h' checks/render/json.cc '#include "checks/net/network.h"'
  expect 'nagios may not use zabbix/discovery.h' nagios/check_tls.cc '#include "zabbix/discovery.h"'
  expect 'zabbix may not use nagios/endpoint_program.h' zabbix/zabbix_tls.cc '#include "nagios/endpoint_program.h"'
  expect 'nagios may not use tests/support/pki.h' nagios/check_tls.cc '#include "tests/support/pki.h"'
  expect '"text.h" does not begin at the root of the repository' plugin/run.cc '#include "text.h"'
  expect '"../checks/judge.h" does not begin at the root of the repository' plugin/run.cc '#include "../checks/judge.h"'
  expect 'an #include that cannot be read: HEADER' plugin/run.cc '#include HEADER'
  expect 'no shipped code may use <iostream>: it brings global constructors or costs start-up' nagios/check_tls.cc '#include <iostream>'
  expect 'no shipped code may use <regex>: it brings global constructors or costs start-up' checks/host.cc '#include <regex>'
  expect '' checks/rules/BUILD 'deps = [":x", "//checks/pki:facts", "//plugin", "//plugin:runtime"], visibility = ["//checks:__pkg__"],'
  expect 'checks/rules may not depend on //checks/pki' checks/rules/BUILD '        "//checks/pki",'
  expect 'checks/rules may not depend on //checks/pki:pki' checks/rules/BUILD '        "//checks/pki:pki",'
  expect 'checks/rules may not depend on //checks/net:stream' checks/rules/BUILD 'deps = ["//checks/net:stream"],'
  expect 'checks/starttls may not depend on //checks/net' checks/starttls/BUILD 'deps = ["//checks/net"],'
  expect 'plugin may not depend on //checks/evidence' plugin/BUILD 'deps = ["//checks/evidence"],'
  expect 'nagios may not depend on //zabbix:discovery' nagios/BUILD 'deps = ["//zabbix:discovery"],'
  expect 'nagios may not depend on //checks/net' nagios/BUILD 'deps = ["//checks/net"],'
  expect 'checks may not depend on //tests/support:pki' checks/BUILD 'deps = ["//tests/support:pki"],'
  expect 'checks may not depend on @boost//:json' checks/BUILD 'deps = ["@boost//:json"],'
  expect 'checks/rules may not link OpenSSL' checks/rules/BUILD 'linkopts = ["-lcrypto"],'
  expect 'checks may not link Boost.ProgramOptions' checks/BUILD 'linkopts = ["-l:libboost_program_options.a"],'
  expect '' nagios/BUILD 'load("//plugin:program.bzl", "program")'
  expect '' checks/BUILD '# deps = ["//nagios"],'
  rm -rf "$SCRATCH/tree"
  mkdir -p "$SCRATCH/tree/checks/new"
  : >"$SCRATCH/tree/checks/new/empty.cc"
  printf 'int x;\n' >"$SCRATCH/tree/checks/new/x.cc"
  wanted='checks/new/x.cc:1: folder checks/new is not in the table of tests/layers.sh'
  [ "$(check_tree "$SCRATCH/tree" || true)" = "$wanted" ] || { echo "layers.sh, self-test: a new folder is not seen"; SELF_TEST=failed; }
  [ "$SELF_TEST" = passed ]
}

SCRATCH=$(mktemp -d)
trap 'rm -rf "$SCRATCH"' EXIT
trap 'exit 1' HUP INT TERM

if [ $# -gt 0 ]; then
  check_tree "$1" || exit 1
else
  self_test
  check_tree "$(dirname "$0")/.." || exit 1
  echo "layers: $(wc -l <"$SCRATCH/files" | tr -d ' ') files keep to the table"
fi
