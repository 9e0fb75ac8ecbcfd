#define BOOST_TEST_MODULE pin
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_pin;

constexpr Row kRows[] = {
    {"none", [](CaseBuilder&) {}, "not-applicable: no key is pinned"},
    {"the key",
     [](CaseBuilder& b) {
       b.policy.pins = {"b3RoZXI=", "a2V5"};
     },
     "pass: certificate has a pinned key"},
    {"another key", [](CaseBuilder& b) { b.policy.pins = {"b3RoZXI="}; },
     "CRITICAL: certificate has another key than pinned: sha256//a2V5"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_pin, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.policy.pins = {"b3RoZXI="};
  BOOST_TEST(values_of(judge_pin(b.build()).front()) == "pin=sha256//a2V5");
}
}  // namespace
}  // namespace tests
