#define BOOST_TEST_MODULE leaf_expiry
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using namespace std::chrono_literals;
using checks::judge_leaf_expiry;

using std::chrono::days;

plugin::Threshold threshold(const char* text) { return *plugin::Threshold::parse(text); }

void end_in(CaseBuilder& b, std::chrono::seconds left) { b.leaf().not_after = kNow + left; }

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: certificate expires in 60 days (2027-01-19 00:00 UTC)"},
    {"at the warning threshold", [](CaseBuilder& b) { b.policy.leaf.warning = threshold("60"); },
     "pass: certificate expires in 60 days (2027-01-19 00:00 UTC)"},
    {"a second below it",
     [](CaseBuilder& b) {
       b.policy.leaf.warning = threshold("60");
       ++b.now;
     },
     "WARNING: certificate expires in 59 days (2027-01-19 00:00 UTC)"},
    {"at the critical threshold",
     [](CaseBuilder& b) {
       b.policy.leaf.critical = threshold("7");
       b.policy.leaf.warning = threshold("14");
       end_in(b, days(7));
     },
     "WARNING: certificate expires in 7 days (2026-11-27 00:00 UTC)"},
    {"a second below it",
     [](CaseBuilder& b) {
       b.policy.leaf.critical = threshold("7");
       b.policy.leaf.warning = threshold("14");
       end_in(b, days(7) - 1s);
     },
     "CRITICAL: certificate expires in 6 days (2026-11-26 23:59 UTC)"},
    {"at 25 % of 80 days",
     [](CaseBuilder& b) {
       b.policy.leaf.warning = threshold("25%");
       b.leaf().not_before = kNow - days(60);
       end_in(b, days(20));
     },
     "pass: certificate expires in 20 days (2026-12-10 00:00 UTC)"},
    {"below 25 % of 80 days",
     [](CaseBuilder& b) {
       b.policy.leaf.warning = threshold("25%");
       b.leaf().not_before = kNow - days(61);
       end_in(b, days(19));
     },
     "WARNING: certificate expires in 19 days (2026-12-09 00:00 UTC)"},
    {"later than a range allows", [](CaseBuilder& b) { b.policy.leaf.warning = threshold("10:30d"); },
     "WARNING: certificate expires in 60 days (2027-01-19 00:00 UTC), later than the threshold allows"},
    {"the last second, thresholds off",
     [](CaseBuilder& b) {
       b.policy.leaf.warning = b.policy.leaf.critical = threshold("0");
       end_in(b, 0s);
     },
     "pass: certificate expires in 0 seconds (2026-11-20 00:00 UTC)"},
    {"a second after it",
     [](CaseBuilder& b) {
       b.policy.leaf.warning = b.policy.leaf.critical = threshold("0");
       end_in(b, -1s);
     },
     "CRITICAL: certificate expired 1 second ago (2026-11-19 23:59 UTC)"},
    {"expired outside of every range",
     [](CaseBuilder& b) {
       b.policy.leaf.warning = b.policy.leaf.critical = threshold("~:");
       end_in(b, -days(3));
     },
     "CRITICAL: certificate expired 3 days ago (2026-11-17 00:00 UTC)"},
    {"does not parse",
     [](CaseBuilder& b) {
       b.seen.sent.clear();
       b.send_unparsable("wrong tag");
     },
     "undetermined: the server's certificate cannot be parsed: wrong tag"},
    {"does not parse, no reason",
     [](CaseBuilder& b) {
       b.seen.sent.clear();
       b.send_unparsable("");
     },
     "undetermined: the server's certificate cannot be parsed"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_leaf_expiry, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  end_in(b, -days(3) - 1s);
  const checks::Findings findings = judge_leaf_expiry(b.build());
  BOOST_TEST(values_of(findings.front()) == "not_after=2026-11-16T23:59:59Z days=-3");
  BOOST_TEST(findings.front().subject.line() == "CN=www.example.org,O=Lab");
}
}  // namespace
}  // namespace tests
