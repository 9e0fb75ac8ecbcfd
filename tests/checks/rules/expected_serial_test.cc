#define BOOST_TEST_MODULE expected_serial
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_expected_serial;

constexpr Row kRows[] = {
    {"none expected", [](CaseBuilder&) {}, "not-applicable: no serial number is expected"},
    {"the serial",
     [](CaseBuilder& b) {
       b.policy.serials = {"ff", "1a2b3c"};
     },
     "pass: certificate has the expected serial number"},
    {"another", [](CaseBuilder& b) { b.policy.serials = {"ff"}; },
     "CRITICAL: certificate is not the expected one: its serial number is 1a2b3c"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_expected_serial, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.policy.serials = {"ff"};
  BOOST_TEST(values_of(judge_expected_serial(b.build()).front()) == "serial=1a2b3c");
}
}  // namespace
}  // namespace tests
