#define BOOST_TEST_MODULE webpki_common_name
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: the common name is one of the alternative names"},
    {"none", [](CaseBuilder& b) { b.leaf().common_name.clear(); },
     "pass: the common name is one of the alternative names"},
    {"another", [](CaseBuilder& b) { b.leaf().common_name = "example.org"; },
     "WARNING: certificate has the common name 'example.org', which is not among its alternative names: have "
     "it reissued"},
    {"case", [](CaseBuilder& b) { b.leaf().common_name = "WWW.example.org"; },
     "WARNING: certificate has the common name 'WWW.example.org', which is not among its alternative names: "
     "have it reissued"},
    {"address",
     [](CaseBuilder& b) {
       b.leaf().common_name = "192.0.2.1";
       b.leaf().ip_addresses = {"192.0.2.1"};
     },
     "pass: the common name is one of the alternative names"},
    {"IPv6 in long",
     [](CaseBuilder& b) {
       b.leaf().common_name = "0:0:0:0:0:0:0:1";
       b.leaf().ip_addresses = {"::1"};
     },
     "WARNING: certificate has the common name '0:0:0:0:0:0:0:1', which is not among its alternative names: "
     "have it reissued"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_common_name, kRows); }

}  // namespace
}  // namespace tests
