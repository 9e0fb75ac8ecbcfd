#define BOOST_TEST_MODULE rfc5280_version
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: certificates with extensions are of version 3"},
    {"version 1", [](CaseBuilder& b) { b.leaf().version = 1; },
     "WARNING: certificate has extensions, which its version 1 does not have: have it reissued"},
    {"version 2", [](CaseBuilder& b) { b.at(kIntermediate).version = 2; },
     "WARNING: intermediate 'Lab CA 1' has extensions, which its version 2 does not have: ask the CA for a "
     "newer one"},
    {"version 1 without extensions",
     [](CaseBuilder& b) {
       b.at(kRoot).version = 1;
       b.at(kRoot).extensions = {};
     },
     "pass: certificates with extensions are of version 3"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_version, kRows); }

}  // namespace
}  // namespace tests
