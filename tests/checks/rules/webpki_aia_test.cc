#define BOOST_TEST_MODULE webpki_aia
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"none", [](CaseBuilder&) {}, "pass: the authority information access holds HTTP URLs"},
    {"good", [](CaseBuilder& b) { b.leaf().ca_issuer_urls = {"http://ca.example/1.crt"}; },
     "pass: the authority information access holds HTTP URLs"},
    {"https", [](CaseBuilder& b) { b.leaf().ca_issuer_urls = {"https://ca.example/"}; },
     "WARNING: certificate has in its authority information access 'https://ca.example/', which is no HTTP "
     "URL: have it reissued"},
    {"ldap", [](CaseBuilder& b) { b.leaf().ca_issuer_urls = {"ldap://x/"}; },
     "WARNING: certificate has in its authority information access 'ldap://x/', which is no HTTP URL: have "
     "it reissued"},
    {"no host", [](CaseBuilder& b) { b.leaf().ca_issuer_urls = {"http:///x"}; },
     "WARNING: certificate has in its authority information access 'http:///x', which is no HTTP URL: have "
     "it reissued"},
    {"host missing", [](CaseBuilder& b) { b.leaf().ca_issuer_urls = {"http://"}; },
     "WARNING: certificate has in its authority information access 'http://', which is no HTTP URL: have it "
     "reissued"},
    {"blank", [](CaseBuilder& b) { b.leaf().ca_issuer_urls = {"http://a/ b"}; },
     "WARNING: certificate has in its authority information access 'http://a/ b', which is no HTTP URL: have "
     "it reissued"},
    {"OCSP", [](CaseBuilder& b) { b.leaf().ocsp_urls = {"ocsp"}; },
     "WARNING: certificate has in its authority information access 'ocsp', which is no HTTP URL: have it "
     "reissued"},
    {"odd", [](CaseBuilder& b) { b.leaf().has_odd_access_description = true; },
     "WARNING: certificate has an entry in its authority information access that is neither OCSP nor issuer "
     "by URL: have it reissued"},
    {"malformed",
     [](CaseBuilder& b) { b.leaf().malformed_extensions.add(checks::ExtensionKind::authority_information); },
     "WARNING: certificate has a malformed authority information access: have it reissued"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_aia, kRows); }

}  // namespace
}  // namespace tests
