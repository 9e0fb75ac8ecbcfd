#define BOOST_TEST_MODULE webpki_san_critical
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: alternative names are critical only without a subject"},
    {"critical", [](CaseBuilder& b) { b.leaf().san_critical = true; },
     "WARNING: certificate marks its alternative names critical beside a subject: have it reissued"},
    {"no subject",
     [](CaseBuilder& b) {
       b.leaf().san_critical = true;
       b.leaf().subject.clear();
     },
     "pass: alternative names are critical only without a subject"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_san_critical, kRows); }

}  // namespace
}  // namespace tests
