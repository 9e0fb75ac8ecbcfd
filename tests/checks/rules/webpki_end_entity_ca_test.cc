#define BOOST_TEST_MODULE webpki_end_entity_ca
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: the server's certificate is no CA"},
    {"CA",
     [](CaseBuilder& b) {
       b.leaf().basic_constraints = checks::BasicConstraints{true, true, {}};
     },
     "WARNING: certificate is a CA, not a server's: have it reissued"},
    {"cA false", [](CaseBuilder& b) { b.leaf().basic_constraints = checks::BasicConstraints{}; },
     "pass: the server's certificate is no CA"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_end_entity_ca, kRows); }

}  // namespace
}  // namespace tests
