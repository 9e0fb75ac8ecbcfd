#define BOOST_TEST_MODULE rfc5280_authority_key_id
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: every certificate names its issuer's key"},
    {"leaf without", [](CaseBuilder& b) { b.leaf().authority_key_id.clear(); },
     "WARNING: certificate has no authority key identifier: have it reissued"},
    {"intermediate without", [](CaseBuilder& b) { b.at(kIntermediate).authority_key_id.clear(); },
     "WARNING: intermediate 'Lab CA 1' has no authority key identifier: ask the CA for a newer one"},
    {"a root may do without", [](CaseBuilder& b) { b.at(kRoot).authority_key_id.clear(); },
     "pass: every certificate names its issuer's key"},
    {"an anchor that is no root may not",
     [](CaseBuilder& b) {
       b.at(kRoot).authority_key_id.clear();
       b.at(kRoot).self_issued = b.at(kRoot).self_signed = false;
     },
     "WARNING: trust anchor 'Lab Root' in /etc/ssl/certs has no authority key identifier: ask the CA for a "
     "newer one"},
    {"critical",
     [](CaseBuilder& b) { b.leaf().critical_extensions.add(checks::ExtensionKind::authority_key_id); },
     "WARNING: certificate marks its authority key identifier critical: have it reissued"},
    {"another key", [](CaseBuilder& b) { b.leaf().authority_key_id = {9}; },
     "WARNING: certificate names another authority key than that of its issuer 'Lab CA 1': have it reissued"},
    {"a root that names another key", [](CaseBuilder& b) { b.at(kRoot).authority_key_id = {9}; },
     "WARNING: root 'Lab Root' in /etc/ssl/certs names another authority key than that of its issuer 'Lab "
     "Root'"},
    {"an issuer without identifier", [](CaseBuilder& b) { b.at(kIntermediate).subject_key_id.clear(); },
     "pass: every certificate names its issuer's key"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_authority_key_id, kRows); }

}  // namespace
}  // namespace tests
