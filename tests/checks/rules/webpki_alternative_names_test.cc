#define BOOST_TEST_MODULE webpki_alternative_names
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: the certificate has alternative names for hosts"},
    {"address",
     [](CaseBuilder& b) {
       b.leaf().dns_names.clear();
       b.leaf().ip_addresses = {"192.0.2.1"};
     },
     "pass: the certificate has alternative names for hosts"},
    {"none", [](CaseBuilder& b) { b.leaf().dns_names.clear(); },
     "WARNING: certificate has no DNS name or address as alternative name: have it reissued"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_alternative_names, kRows); }

}  // namespace
}  // namespace tests
