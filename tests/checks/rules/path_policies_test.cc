#define BOOST_TEST_MODULE path_policies
#include "checks/rules/path_policies.h"

#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

constexpr CertificateIndex kSecond = 3;
constexpr const char* kAny = "2.5.29.32.0";

// The leaf by 'Lab CA 1' by 'Lab CA 0' (index 3) by 'Lab Root', all with policy 1.2.3; 'Lab CA 0' requires
// one.
CaseBuilder strict_case() {
  CaseBuilder b = good_case();
  b.at(kIntermediate) = authority("Lab CA 1", "Lab CA 0");
  b.send(authority("Lab CA 0", "Lab Root"));
  b.seen.paths.clear();
  b.path({kLeaf, kIntermediate, kSecond, kRoot});
  for (const CertificateIndex index : {kLeaf, kIntermediate, kSecond}) {
    b.at(index).policies = {"1.2.3"};
  }
  b.at(kSecond).policy_constraints.require_explicit = 0;
  return b;
}

std::string unmet(const CaseBuilder& b) {
  const auto by = checks::unmet_policy_requirement(b.facts, b.seen.paths.front());
  return by ? "unmet, by " + std::to_string(*by) : "met";
}

constexpr Row kRows[] = {
    {"one policy throughout", [](CaseBuilder&) {}, "met"},
    {"nothing required",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints = {};
       b.leaf().policies.clear();
     },
     "met"},
    {"leaf without", [](CaseBuilder& b) { b.leaf().policies.clear(); }, "unmet, by 3"},
    {"leaf with another", [](CaseBuilder& b) { b.leaf().policies = {"1.2.4"}; }, "unmet, by 3"},
    {"intermediate without", [](CaseBuilder& b) { b.at(kIntermediate).policies.clear(); }, "unmet, by 3"},
    {"any policy above",
     [](CaseBuilder& b) { b.at(kIntermediate).policies = b.at(kSecond).policies = {kAny}; }, "met"},
    {"any policy of the leaf", [](CaseBuilder& b) { b.leaf().policies = {kAny}; }, "met"},
    {"any policy inhibited",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints.inhibit_any = 0;
       b.at(kIntermediate).policies = {kAny};
     },
     "unmet, by 3"},
    {"any policy inhibited later",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints.inhibit_any = 1;
       b.at(kIntermediate).policies = {kAny};
     },
     "met"},
    {"required after two certificates more",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints.require_explicit = 2;
       b.leaf().policies.clear();
     },
     "unmet, by 3"},
    {"required after three certificates more",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints.require_explicit = 3;
       b.leaf().policies.clear();
     },
     "met"},
    {"a self-issued one does not count",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints.require_explicit = 2;
       b.at(kIntermediate).self_issued = true;
       b.leaf().policies.clear();
     },
     "met"},
    {"required by the leaf of itself",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints = {};
       b.leaf().policy_constraints.require_explicit = 0;
       b.leaf().policies.clear();
     },
     "unmet, by 0"},
    {"required by the anchor",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints = {};
       b.at(kRoot).policy_constraints.require_explicit = 0;
       b.leaf().policies.clear();
     },
     "unmet, by 2"},
    {"mapped",
     [](CaseBuilder& b) {
       b.at(kIntermediate).policy_mappings = {{"1.2.3", "1.2.9"}};
       b.leaf().policies = {"1.2.9"};
     },
     "met"},
    {"mapped away",
     [](CaseBuilder& b) {
       b.at(kIntermediate).policy_mappings = {{"1.2.3", "1.2.9"}};
     },
     "unmet, by 3"},
    {"mapping of a policy that is not there",
     [](CaseBuilder& b) {
       b.at(kIntermediate).policy_mappings = {{"1.2.8", "1.2.9"}};
       b.leaf().policies = {"1.2.9"};
     },
     "unmet, by 3"},
    {"mapping inhibited",
     [](CaseBuilder& b) {
       b.at(kSecond).policy_constraints.inhibit_mapping = 0;
       b.at(kIntermediate).policy_mappings = {{"1.2.3", "1.2.9"}};
       b.leaf().policies = {"1.2.9"};
     },
     "unmet, by 3"},
};

BOOST_AUTO_TEST_CASE(requirements) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = strict_case();
      row.change(b);
      BOOST_TEST(unmet(b) == row.told);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_path_of_one_step) {
  CaseBuilder b;
  b.send(certificate("a", "b"));
  b.leaf().policy_constraints.require_explicit = 0;
  b.path({0});
  BOOST_TEST(unmet(b) == "met");
}

}  // namespace
}  // namespace tests
