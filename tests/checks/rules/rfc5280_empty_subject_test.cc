#define BOOST_TEST_MODULE rfc5280_empty_subject
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: subjects and issuers are named"},
    {"critical alternative names",
     [](CaseBuilder& b) {
       b.leaf().subject.clear();
       b.leaf().san_critical = true;
     },
     "pass: subjects and issuers are named"},
    {"not critical", [](CaseBuilder& b) { b.leaf().subject.clear(); },
     "WARNING: certificate has an empty subject, and its alternative names are not critical: have it "
     "reissued"},
    {"no name at all",
     [](CaseBuilder& b) {
       b.leaf().subject.clear();
       b.leaf().has_san = false;
     },
     "WARNING: certificate has neither a subject nor an alternative name: have it reissued"},
    {"CA", [](CaseBuilder& b) { b.at(kIntermediate).subject.clear(); },
     "WARNING: intermediate 'Lab CA 1' is a CA with an empty subject: ask the CA for a newer one"},
    {"issuer", [](CaseBuilder& b) { b.leaf().issuer.clear(); },
     "WARNING: certificate has an empty issuer: have it reissued"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_empty_subject, kRows); }

}  // namespace
}  // namespace tests
