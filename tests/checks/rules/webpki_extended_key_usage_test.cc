#define BOOST_TEST_MODULE webpki_extended_key_usage
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: the certificate is for servers, and for no other purpose"},
    {"none", [](CaseBuilder& b) { b.leaf().extended_key_usage.clear(); },
     "WARNING: certificate does not name server authentication in an extended key usage: have it reissued"},
    {"client", [](CaseBuilder& b) { b.leaf().extended_key_usage = {"1.3.6.1.5.5.7.3.2"}; },
     "WARNING: certificate does not name server authentication in an extended key usage: have it reissued"},
    {"any", [](CaseBuilder& b) { b.leaf().extended_key_usage.emplace_back("2.5.29.37.0"); },
     "WARNING: certificate allows any purpose in its extended key usage: have it reissued"},
    {"critical", [](CaseBuilder& b) { b.leaf().extended_key_usage_critical = true; },
     "WARNING: certificate marks its extended key usage critical: have it reissued"},
    {"any of a cross-certificate",
     [](CaseBuilder& b) { b.at(kIntermediate).extended_key_usage = {"2.5.29.37.0"}; },
     "pass: the certificate is for servers, and for no other purpose"},
    {"any and more of an intermediate",
     [](CaseBuilder& b) {
       b.at(kIntermediate).extended_key_usage = {"2.5.29.37.0", "1.2.3"};
     },
     "WARNING: intermediate 'Lab CA 1' allows any purpose in its extended key usage: ask the CA for a newer "
     "one"},
    {"the root is another rule's", [](CaseBuilder& b) { b.at(kRoot).extended_key_usage_critical = true; },
     "pass: the certificate is for servers, and for no other purpose"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_extended_key_usage, kRows); }

}  // namespace
}  // namespace tests
