#define BOOST_TEST_MODULE expected_fingerprint
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_expected_fingerprint;

const std::string kSha1(40, '1');
const std::string kSha256(64, '2');

constexpr Row kRows[] = {
    {"none expected", [](CaseBuilder&) {}, "not-applicable: no fingerprint is expected"},
    {"SHA-1", [](CaseBuilder& b) { b.policy.fingerprints = {kSha1}; },
     "pass: certificate has the expected fingerprint"},
    {"SHA-256", [](CaseBuilder& b) { b.policy.fingerprints = {kSha256}; },
     "pass: certificate has the expected fingerprint"},
    {"any one suffices",
     [](CaseBuilder& b) {
       b.policy.fingerprints = {std::string(64, '3'), kSha1};
     },
     "pass: certificate has the expected fingerprint"},
    {"another SHA-1", [](CaseBuilder& b) { b.policy.fingerprints = {std::string(40, '3')}; },
     "CRITICAL: certificate is not the expected one: its SHA-1 fingerprint is "
     "1111111111111111111111111111111111111111"},
    {"another SHA-256", [](CaseBuilder& b) { b.policy.fingerprints = {std::string(64, '3')}; },
     "CRITICAL: certificate is not the expected one: its SHA-256 fingerprint is "
     "2222222222222222222222222222222222222222222222222222222222222222"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_expected_fingerprint, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  b.policy.fingerprints = {std::string(40, '3')};
  BOOST_TEST(values_of(judge_expected_fingerprint(b.build()).front()) == "fingerprint=" + kSha1);
}
}  // namespace
}  // namespace tests
