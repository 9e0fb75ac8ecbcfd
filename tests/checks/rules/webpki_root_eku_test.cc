#define BOOST_TEST_MODULE webpki_root_eku
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: no root has an extended key usage"},
    {"root", [](CaseBuilder& b) { b.at(kRoot).extensions.add(checks::ExtensionKind::extended_key_usage); },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is a root with an extended key usage"},
    {"intermediate",
     [](CaseBuilder& b) { b.at(kIntermediate).extensions.add(checks::ExtensionKind::extended_key_usage); },
     "pass: no root has an extended key usage"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile webpki"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_webpki_root_eku, kRows); }

}  // namespace
}  // namespace tests
