#define BOOST_TEST_MODULE webpki_authority_key_id
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: authority key identifiers hold a key identifier and nothing else"},
    {"names the issuer", [](CaseBuilder& b) { b.leaf().authority_key_id_names_issuer = true; },
     "WARNING: certificate names its issuer's issuer or serial number in its authority key identifier: have "
     "it reissued"},
    {"no key", [](CaseBuilder& b) { b.at(kRoot).authority_key_id.clear(); },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has an authority key identifier without a key identifier"},
    {"none",
     [](CaseBuilder& b) {
       b.at(kRoot).authority_key_id.clear();
       b.at(kRoot).extensions = {};
     },
     "pass: authority key identifiers hold a key identifier and nothing else"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_authority_key_id, kRows); }

}  // namespace
}  // namespace tests
