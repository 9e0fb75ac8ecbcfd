#define BOOST_TEST_MODULE rfc5280_subject_key_id
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: every CA has a subject key identifier"},
    {"leaf without", [](CaseBuilder& b) { b.leaf().subject_key_id.clear(); },
     "pass: every CA has a subject key identifier"},
    {"intermediate without", [](CaseBuilder& b) { b.at(kIntermediate).subject_key_id.clear(); },
     "WARNING: intermediate 'Lab CA 1' is a CA without a subject key identifier: ask the CA for a newer one"},
    {"root without", [](CaseBuilder& b) { b.at(kRoot).subject_key_id.clear(); },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is a CA without a subject key identifier"},
    {"critical",
     [](CaseBuilder& b) { b.leaf().critical_extensions.add(checks::ExtensionKind::subject_key_id); },
     "WARNING: certificate marks its subject key identifier critical: have it reissued"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_subject_key_id, kRows); }

}  // namespace
}  // namespace tests
