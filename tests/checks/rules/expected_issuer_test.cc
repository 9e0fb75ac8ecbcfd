#define BOOST_TEST_MODULE expected_issuer
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_expected_issuer;

constexpr Row kRows[] = {
    {"none expected", [](CaseBuilder&) {}, "not-applicable: no issuer is expected"},
    {"a part of it", [](CaseBuilder& b) { b.policy.issuers = {"Lab CA"}; },
     "pass: certificate is issued by 'CN=Lab CA 1,O=Lab'"},
    {"in another case", [](CaseBuilder& b) { b.policy.issuers = {"cn=LAB ca 1,o=lab"}; },
     "pass: certificate is issued by 'CN=Lab CA 1,O=Lab'"},
    {"any one suffices",
     [](CaseBuilder& b) {
       b.policy.issuers = {"Other", "o=lab"};
     },
     "pass: certificate is issued by 'CN=Lab CA 1,O=Lab'"},
    {"bytes that only look alike", [](CaseBuilder& b) { b.policy.issuers = {"Lab@CA"}; },
     "CRITICAL: certificate is issued by 'CN=Lab CA 1,O=Lab', not by 'Lab@CA'"},
    {"others",
     [](CaseBuilder& b) {
       b.policy.issuers = {"A", "Bc", "D", "E"};
     },
     "pass: certificate is issued by 'CN=Lab CA 1,O=Lab'"},
    {"none of three",
     [](CaseBuilder& b) {
       b.policy.issuers = {"X", "Y", "Z"};
     },
     "CRITICAL: certificate is issued by 'CN=Lab CA 1,O=Lab', not by 'X', 'Y' and 1 more"},
    {"an issuer without a name",
     [](CaseBuilder& b) {
       b.leaf().issuer.clear();
       b.policy.issuers = {"X"};
     },
     "CRITICAL: certificate is issued by an issuer without a name, not by 'X'"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_expected_issuer, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.policy.issuers = {"X"};
  BOOST_TEST(values_of(judge_expected_issuer(b.build()).front()) == "issuer=CN=Lab CA 1,O=Lab");
}
}  // namespace
}  // namespace tests
