#define BOOST_TEST_MODULE rfc5280_basic_constraints
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: the basic constraints of every CA are there and critical"},
    {"leaf with cA false", [](CaseBuilder& b) { b.leaf().basic_constraints = checks::BasicConstraints{}; },
     "pass: the basic constraints of every CA are there and critical"},
    {"root without", [](CaseBuilder& b) { b.at(kRoot).basic_constraints.reset(); },
     "WARNING: root 'Lab Root' in /etc/ssl/certs is a CA without basic constraints"},
    {"intermediate without", [](CaseBuilder& b) { b.at(kIntermediate).basic_constraints.reset(); },
     "WARNING: intermediate 'Lab CA 1' is a CA without basic constraints: ask the CA for a newer one"},
    {"intermediate with cA false", [](CaseBuilder& b) { b.at(kIntermediate).basic_constraints->ca = false; },
     "WARNING: intermediate 'Lab CA 1' is used as a CA, and its basic constraints say that it is none: ask "
     "the CA for a newer one"},
    {"not critical", [](CaseBuilder& b) { b.at(kIntermediate).basic_constraints->critical = false; },
     "WARNING: intermediate 'Lab CA 1' is a CA whose basic constraints are not critical: ask the CA for a "
     "newer one"},
    {"path length of a leaf",
     [](CaseBuilder& b) {
       b.leaf().basic_constraints = checks::BasicConstraints{true, false, 0};
     },
     "WARNING: certificate has a path length but may not sign certificates: have it reissued"},
    {"path length of a CA", [](CaseBuilder& b) { b.at(kIntermediate).basic_constraints->path_length = 0; },
     "pass: the basic constraints of every CA are there and critical"},
    {"path length without keyCertSign",
     [](CaseBuilder& b) {
       b.at(kRoot).basic_constraints->path_length = 3;
       b.at(kRoot).key_usage = checks::KeyUsage{true, 1};
     },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has a path length but may not sign certificates"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_basic_constraints, kRows); }

}  // namespace
}  // namespace tests
