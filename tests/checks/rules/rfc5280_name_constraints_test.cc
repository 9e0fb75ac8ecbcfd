#define BOOST_TEST_MODULE rfc5280_name_constraints
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"none", [](CaseBuilder&) {}, "pass: name constraints are critical and only in CAs"},
    {"of a CA",
     [](CaseBuilder& b) {
       b.at(kIntermediate).extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kIntermediate).name_constraints.emplace().permitted = {{checks::NameKind::dns, "example.org"}};
       b.at(kIntermediate).critical_extensions.add(checks::ExtensionKind::name_constraints);
     },
     "pass: name constraints are critical and only in CAs"},
    {"not critical",
     [](CaseBuilder& b) {
       b.at(kIntermediate).extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kIntermediate).name_constraints.emplace().permitted = {{checks::NameKind::dns, "example.org"}};
     },
     "WARNING: intermediate 'Lab CA 1' has name constraints that are not critical: ask the CA for a newer "
     "one"},
    {"of a leaf",
     [](CaseBuilder& b) {
       b.leaf().extensions.add(checks::ExtensionKind::name_constraints);
       b.leaf().name_constraints.emplace().permitted = {{checks::NameKind::dns, "example.org"}};
       b.leaf().critical_extensions.add(checks::ExtensionKind::name_constraints);
     },
     "WARNING: certificate has name constraints but is no CA: have it reissued"},
    {"without a name",
     [](CaseBuilder& b) {
       b.at(kRoot).extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kRoot).name_constraints.emplace().permitted = {{checks::NameKind::dns, "example.org"}};
       b.at(kRoot).critical_extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kRoot).name_constraints->permitted.clear();
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has name constraints without a name"},
    {"unusable",
     [](CaseBuilder& b) {
       b.at(kRoot).extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kRoot).name_constraints.emplace().permitted = {{checks::NameKind::dns, "example.org"}};
       b.at(kRoot).critical_extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kRoot).name_constraints->is_unusable = true;
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has name constraints that cannot be read"},
    {"malformed",
     [](CaseBuilder& b) {
       b.at(kRoot).extensions.add(checks::ExtensionKind::name_constraints);
       b.at(kRoot).critical_extensions.add(checks::ExtensionKind::name_constraints);
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has name constraints that cannot be read"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_name_constraints, kRows); }

}  // namespace
}  // namespace tests
