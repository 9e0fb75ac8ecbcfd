#define BOOST_TEST_MODULE rfc5280_critical_extensions
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: critical are the extensions that must be, and no others"},
    {"unknown", [](CaseBuilder& b) { b.leaf().unknown_critical_extensions = {"1.2.3"}; },
     "WARNING: certificate has the critical extension '1.2.3', which is unknown or cannot be read: have it "
     "reissued"},
    {"twice", [](CaseBuilder& b) { b.at(kIntermediate).repeats_extension = true; },
     "WARNING: intermediate 'Lab CA 1' has an extension twice: ask the CA for a newer one"},
    {"authority information",
     [](CaseBuilder& b) { b.leaf().critical_extensions.add(checks::ExtensionKind::authority_information); },
     "WARNING: certificate marks its authority information access critical: have it reissued"},
    {"policy constraints",
     [](CaseBuilder& b) {
       b.at(kIntermediate).extensions.add(checks::ExtensionKind::policy_constraints);
       b.at(kIntermediate).policy_constraints.require_explicit = 0;
     },
     "WARNING: intermediate 'Lab CA 1' has policy constraints that are not critical: ask the CA for a newer "
     "one"},
    {"critical policy constraints",
     [](CaseBuilder& b) {
       b.at(kIntermediate).extensions.add(checks::ExtensionKind::policy_constraints);
       b.at(kIntermediate).critical_extensions.add(checks::ExtensionKind::policy_constraints);
       b.at(kIntermediate).policy_constraints.inhibit_mapping = 0;
     },
     "pass: critical are the extensions that must be, and no others"},
    {"inhibit any policy",
     [](CaseBuilder& b) { b.at(kIntermediate).extensions.add(checks::ExtensionKind::inhibit_any_policy); },
     "WARNING: intermediate 'Lab CA 1' has policy constraints that are not critical: ask the CA for a newer "
     "one"},
    {"empty policies", [](CaseBuilder& b) { b.leaf().extensions.add(checks::ExtensionKind::policies); },
     "WARNING: certificate has certificate policies, or constraints on them, that are empty or cannot be "
     "read: have it reissued"},
    {"empty policy constraints",
     [](CaseBuilder& b) { b.at(kIntermediate).extensions.add(checks::ExtensionKind::policy_constraints); },
     "WARNING: intermediate 'Lab CA 1' has certificate policies, or constraints on them, that are empty or "
     "cannot be read: ask the CA for a newer one"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_critical_extensions, kRows); }

}  // namespace
}  // namespace tests
