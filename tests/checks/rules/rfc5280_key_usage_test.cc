#define BOOST_TEST_MODULE rfc5280_key_usage
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: key usages agree with who is a CA"},
    {"leaf without", [](CaseBuilder& b) { b.leaf().key_usage.reset(); },
     "pass: key usages agree with who is a CA"},
    {"intermediate without", [](CaseBuilder& b) { b.at(kIntermediate).key_usage.reset(); },
     "WARNING: intermediate 'Lab CA 1' is a CA without a key usage: ask the CA for a newer one"},
    {"root without", [](CaseBuilder& b) { b.at(kRoot).key_usage.reset(); },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is a CA without a key usage"},
    {"nothing", [](CaseBuilder& b) { b.leaf().key_usage->bits = 0; },
     "WARNING: certificate has a key usage that allows nothing: have it reissued"},
    {"a leaf that may sign", [](CaseBuilder& b) { b.leaf().key_usage->bits = 1U << 5; },
     "WARNING: certificate may sign certificates by its key usage but is no CA: have it reissued"},
    {"a leaf that is a CA",
     [](CaseBuilder& b) {
       b.leaf().key_usage->bits = 1U << 5;
       b.leaf().basic_constraints = checks::BasicConstraints{true, true, {}};
     },
     "pass: key usages agree with who is a CA"},
    {"a CA that may not sign", [](CaseBuilder& b) { b.at(kIntermediate).key_usage->bits = 1; },
     "WARNING: intermediate 'Lab CA 1' is a CA whose key usage does not let it sign certificates: ask the CA "
     "for a newer one"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_key_usage, kRows); }

}  // namespace
}  // namespace tests
