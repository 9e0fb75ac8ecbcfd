#define BOOST_TEST_MODULE not_yet_valid
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using namespace std::chrono_literals;
using checks::judge_not_yet_valid;

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: valid since 2026-10-21 00:00 UTC"},
    {"the first second", [](CaseBuilder& b) { b.leaf().not_before = kNow; },
     "pass: valid since 2026-11-20 00:00 UTC"},
    {"a second before it", [](CaseBuilder& b) { b.leaf().not_before = kNow + 1s; },
     "CRITICAL: certificate is not valid yet: it becomes so in 1 second (2026-11-20 00:00 UTC)"},
    {"leaf and intermediate",
     [](CaseBuilder& b) {
       b.leaf().not_before = kNow + 3h;
       b.at(kIntermediate).not_before = kNow + 48h;
     },
     "CRITICAL: certificate is not valid yet: it becomes so in 3 hours (2026-11-20 03:00 UTC)\n"
     "CRITICAL: intermediate 'Lab CA 1' is not valid yet: it becomes so in 2 days (2026-11-22 00:00 UTC)"},
    {"root", [](CaseBuilder& b) { b.at(kRoot).not_before = kNow + 48h; },
     "CRITICAL: root 'Lab Root' in /etc/ssl/certs is not valid yet: it becomes so in 2 days (2026-11-22 "
     "00:00 "
     "UTC)"},
    {"no path",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.dead_end(checks::DeadEndKind::issuer_unknown, {kLeaf, kIntermediate});
       b.at(kIntermediate).not_before = kNow + 48h;
     },
     "CRITICAL: intermediate 'Lab CA 1' is not valid yet: it becomes so in 2 days (2026-11-22 00:00 UTC)"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_not_yet_valid, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.leaf().not_before = kNow + 1s;
  const checks::Findings findings = judge_not_yet_valid(b.build());
  BOOST_TEST(values_of(findings.front()) == "not_before=2026-11-20T00:00:01Z");
}
}  // namespace
}  // namespace tests
