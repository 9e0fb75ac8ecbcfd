#define BOOST_TEST_MODULE path_habits
#include <boost/test/unit_test.hpp>
#include <string>

#include "checks/rules/path_terms.h"
#include "checks/rules/path_words.h"
#include "tests/support/case_builder.h"

namespace tests {
namespace {

using namespace std::chrono_literals;
using checks::CommonName;
using checks::ExtensionKind;
using checks::KeyIds;
using checks::NameKind;
using checks::PathHabits;

// "'Lab Root' has expired", or "good".
std::string judged(const CaseBuilder& b, const PathHabits& habits) {
  checks::PathTerms terms{b.now, {}, {}, habits};
  const auto problem = checks::first_problem(b.facts, b.seen.paths.front(), terms);
  return problem ? checks::problem_in_words(b.facts, *problem).line() : "good";
}

constexpr CertificateIndex kSecond = 3;

// www.example.org by 'Lab CA 1' by 'Lab CA 0' by 'Lab Root'.
CaseBuilder longer_case() {
  CaseBuilder b = good_case();
  b.at(kIntermediate) = authority("Lab CA 1", "Lab CA 0");
  b.send(authority("Lab CA 0", "Lab Root"));
  b.seen.paths.clear();
  b.path({kLeaf, kIntermediate, kSecond, kRoot});
  return b;
}

checks::NameConstraints permitting(checks::GeneralName name) {
  checks::NameConstraints made;
  made.permitted = {std::move(name)};
  return made;
}

checks::NameConstraints excluding(checks::GeneralName name) {
  checks::NameConstraints made;
  made.excluded = {std::move(name)};
  return made;
}

constexpr const char* kClientAuth = "1.3.6.1.5.5.7.3.2";
constexpr const char* kAnyPurpose = "2.5.29.37.0";

struct Habit {
  const char* name;
  void (*change)(CaseBuilder& b);
  PathHabits habits;
  const char* usual;  // without the habit
  const char* told;   // with it
};

constexpr const char* kForbidden = "'www.example.org' has a name that a CA above it forbids";

const Habit kHabits[] = {
    {"anchor expired",
     [](CaseBuilder& b) { b.at(kRoot).not_after = kNow - 1s; },
     {.anchor_dates = false},
     "'Lab Root' has expired",
     "good"},
    {"anchor in the future",
     [](CaseBuilder& b) { b.at(kRoot).not_before = kNow + 1s; },
     {.anchor_dates = false},
     "'Lab Root' is not valid yet",
     "good"},
    {"anchor dates, but an intermediate has expired",
     [](CaseBuilder& b) { b.at(kSecond).not_after = kNow - 1s; },
     {.anchor_dates = false},
     "'Lab CA 0' has expired",
     "'Lab CA 0' has expired"},
    {"anchor for clients",
     [](CaseBuilder& b) { b.at(kRoot).extended_key_usage = {kClientAuth}; },
     {.anchor_purpose = false},
     "'Lab Root' is not for servers",
     "good"},
    {"anchor's path length",
     [](CaseBuilder& b) { b.at(kRoot).basic_constraints->path_length = 1; },
     {.anchor_limits = false},
     "'Lab Root' allows fewer intermediates below it",
     "good"},
    {"anchor's name constraints",
     [](CaseBuilder& b) {
       b.at(kRoot).name_constraints = permitting({NameKind::dns, "example.net"});
     },
     {.anchor_limits = false},
     kForbidden,
     "good"},
    {"anchor's critical extension",
     [](CaseBuilder& b) { b.at(kRoot).unknown_critical_extensions = {"1.2.3"}; },
     {.anchor_limits = false},
     "'Lab Root' has an unknown critical extension",
     "good"},
    {"anchor's limits, but an intermediate's path length",
     [](CaseBuilder& b) { b.at(kSecond).basic_constraints->path_length = 0; },
     {.anchor_limits = false},
     "'Lab CA 0' allows fewer intermediates below it",
     "'Lab CA 0' allows fewer intermediates below it"},
    {"anchor's limits, but the leaf itself is the anchor",
     [](CaseBuilder& b) {
       b.leaf().unknown_critical_extensions = {"1.2.3"};
       b.seen.paths.clear();
       b.path({kLeaf});
     },
     {.anchor_limits = false},
     "'www.example.org' has an unknown critical extension",
     "'www.example.org' has an unknown critical extension"},
    {"anchor of version 3 without basic constraints",
     [](CaseBuilder& b) { b.at(kRoot).basic_constraints.reset(); },
     {.anchor_needs_constraints = true},
     "good",
     "'Lab Root' is not a CA"},
    {"anchor of version 1",
     [](CaseBuilder& b) {
       b.at(kRoot).version = 1;
       b.at(kRoot).basic_constraints.reset();
     },
     {.anchor_needs_constraints = true},
     "good",
     "good"},
    {"intermediate for clients",
     [](CaseBuilder& b) { b.at(kSecond).extended_key_usage = {kClientAuth}; },
     {.intermediate_purpose = false},
     "'Lab CA 0' is not for servers",
     "good"},
    {"intermediates' purposes, but the leaf is for clients",
     [](CaseBuilder& b) { b.leaf().extended_key_usage = {kClientAuth}; },
     {.anchor_purpose = false, .intermediate_purpose = false},
     "'www.example.org' is not for servers",
     "'www.example.org' is not for servers"},
    {"intermediate for any purpose",
     [](CaseBuilder& b) { b.at(kSecond).extended_key_usage = {kAnyPurpose}; },
     {.intermediate_any_purpose = false},
     "good",
     "'Lab CA 0' is not for servers"},
    {"leaf for any purpose",
     [](CaseBuilder& b) { b.leaf().extended_key_usage = {kAnyPurpose}; },
     {.intermediate_any_purpose = false},
     "good",
     "good"},
    {"self-issued ones count",
     [](CaseBuilder& b) {
       b.at(kIntermediate).self_issued = true;
       b.at(kSecond).basic_constraints->path_length = 0;
     },
     {.counts_self_issued = true},
     "good",
     "'Lab CA 0' allows fewer intermediates below it"},
    {"critical policy constraints",
     [](CaseBuilder& b) { b.at(kSecond).critical_extensions.add(ExtensionKind::policy_constraints); },
     {.knows_policies = false},
     "good",
     "'Lab CA 0' has an unknown critical extension"},
    {"critical inhibitAnyPolicy",
     [](CaseBuilder& b) { b.at(kSecond).critical_extensions.add(ExtensionKind::inhibit_any_policy); },
     {.knows_policies = false},
     "good",
     "'Lab CA 0' has an unknown critical extension"},
    {"policy constraints that are not critical",
     [](CaseBuilder& b) { b.at(kSecond).extensions.add(ExtensionKind::policy_constraints); },
     {.knows_policies = false},
     "good",
     "good"},
    {"critical constraints on directory names",
     [](CaseBuilder& b) {
       b.at(kSecond).critical_extensions.add(ExtensionKind::name_constraints);
       b.at(kSecond).name_constraints = excluding({NameKind::directory, "elsewhere"});
     },
     {.knows_directory_constraints = false},
     "good",
     "'Lab CA 0' has an unknown critical extension"},
    {"constraints on directory names that are not critical",
     [](CaseBuilder& b) {
       b.at(kSecond).name_constraints = excluding({NameKind::directory, "elsewhere"});
     },
     {.knows_directory_constraints = false},
     "good",
     "good"},
    {"critical constraints on DNS names",
     [](CaseBuilder& b) {
       b.at(kSecond).critical_extensions.add(ExtensionKind::name_constraints);
       b.at(kSecond).name_constraints = permitting({NameKind::dns, "example.org"});
     },
     {.knows_directory_constraints = false},
     "good",
     "good"},
    {"no common name beside names",
     [](CaseBuilder& b) {
       b.at(kSecond).name_constraints = excluding({NameKind::dns, "example.net"});
     },
     {.constrained_common_name = CommonName::without_dns},
     "good",
     "good"},
    {"key identifier of the anchor",
     [](CaseBuilder& b) {
       b.at(kSecond).authority_key_id = {1};
       b.at(kRoot).subject_key_id = {2};
     },
     {.key_ids = KeyIds::of_anchor},
     "good",
     "'Lab CA 0' names another key of its issuer"},
    {"key identifier of an intermediate, where the anchor's counts",
     [](CaseBuilder& b) {
       b.leaf().authority_key_id = {1};
       b.at(kIntermediate).subject_key_id = {2};
     },
     {.key_ids = KeyIds::of_anchor},
     "good",
     "good"},
    {"key identifier of an intermediate",
     [](CaseBuilder& b) {
       b.leaf().authority_key_id = {1};
       b.at(kIntermediate).subject_key_id = {2};
     },
     {.key_ids = KeyIds::all},
     "good",
     "'www.example.org' names another key of its issuer"},
    {"key identifiers that are not there",
     [](CaseBuilder& b) {
       b.leaf().authority_key_id = {1};
       b.at(kSecond).subject_key_id = {2};
     },
     {.key_ids = KeyIds::all},
     "good",
     "good"},
    {"an excluded name below a wildcard",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {"*.example.org"};
       b.at(kSecond).name_constraints = excluding({NameKind::dns, "www.example.org"});
     },
     {.wildcards_hold_excluded = false},
     kForbidden,
     "good"},
    {"a wildcard below an excluded name",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {"*.example.org"};
       b.at(kSecond).name_constraints = excluding({NameKind::dns, "example.org"});
     },
     {.wildcards_hold_excluded = false},
     kForbidden,
     kForbidden},
    {"a wildcard below a permitted name",
     [](CaseBuilder& b) {
       b.leaf().dns_names = {"*.example.org"};
       b.at(kSecond).name_constraints = permitting({NameKind::dns, "example.org"});
     },
     {.wildcards_hold_excluded = false},
     "good",
     "good"},
    {"SHA-224",
     [](CaseBuilder& b) { b.at(kIntermediate).signature_algorithm = "ECDSA-SHA224"; },
     {.takes_sha224 = false},
     "good",
     "'Lab CA 1' is signed with ECDSA-SHA224, which is not accepted"},
    {"SHA-224 in the anchor",
     [](CaseBuilder& b) { b.at(kRoot).signature_algorithm = "ECDSA-SHA224"; },
     {.takes_sha224 = false},
     "good",
     "good"},
    {"SHA-1",
     [](CaseBuilder& b) {
       b.leaf().signature_digest = checks::SignatureDigest::sha1;
       b.leaf().signature_algorithm = "SHA1-RSA";
     },
     {.takes_sha1 = false},
     "good",
     "'www.example.org' is signed with SHA1-RSA, which is not accepted"},
    {"SHA-1 in the anchor",
     [](CaseBuilder& b) { b.at(kRoot).signature_digest = checks::SignatureDigest::sha1; },
     {.takes_sha1 = false},
     "good",
     "good"},
    {"RSA 2047",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = {checks::KeyType::rsa, 2047, "", "RSA 2047 bits", ""};
     },
     {.min_rsa_bits = 2048},
     "good",
     "'Lab CA 1' has a key of RSA 2047 bits, which is not accepted"},
    {"RSA 2048",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = {checks::KeyType::rsa, 2048, "", "", ""};
     },
     {.min_rsa_bits = 2048},
     "good",
     "good"},
    {"RSA 1023",
     [](CaseBuilder& b) {
       b.at(kIntermediate).key = {checks::KeyType::rsa, 1023, "", "RSA 1023 bits", ""};
     },
     {.min_rsa_bits = 0},
     "'Lab CA 1' has a key of RSA 1023 bits, which is not accepted",
     "good"},
};

BOOST_AUTO_TEST_CASE(each_habit) {
  for (const Habit& row : kHabits) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = longer_case();
      BOOST_TEST(judged(b, row.habits) == "good");
      row.change(b);
      BOOST_TEST(judged(b, {}) == row.usual);
      BOOST_TEST(judged(b, row.habits) == row.told);
    }
  }
}

// GnuTLS, of all certificates of a path.
BOOST_AUTO_TEST_CASE(constraints_on_directories) {
  constexpr PathHabits kIgnores{.ignores_directory_constraints = true};
  CaseBuilder b = longer_case();
  b.at(kSecond).name_constraints = permitting({NameKind::directory, "elsewhere"});
  BOOST_TEST(judged(b, {}) == "'www.example.org' has a name that a CA above it forbids");
  BOOST_TEST(judged(b, kIgnores) == "good");
  b.at(kSecond).name_constraints->permitted.push_back({NameKind::dns, "example.net"});
  BOOST_TEST(judged(b, kIgnores) == kForbidden);
}

// Whether a forbidden common name counts, by the other names beside it.
BOOST_AUTO_TEST_CASE(constrained_common_names) {
  struct Beside {
    const char* name;
    void (*change)(CertificateFacts& leaf);
    bool counts[4];  // by each CommonName, in their order
  };
  constexpr Beside kRows[] = {
      {"nothing", [](CertificateFacts& leaf) { leaf.has_san = false; }, {false, true, true, true}},
      {"a mail address",
       [](CertificateFacts& leaf) {
         leaf.general_names = {{NameKind::email, "a@example.org"}};
       },
       {false, false, true, true}},
      {"an address",
       [](CertificateFacts& leaf) { leaf.ip_addresses = {"192.0.2.1"}; },
       {false, false, false, true}},
      {"a DNS name",
       [](CertificateFacts& leaf) { leaf.dns_names = {"www.example.net"}; },
       {false, false, false, false}},
      {"no common name",
       [](CertificateFacts& leaf) { leaf.common_name.clear(); },
       {false, false, false, false}},
  };
  constexpr CommonName kModes[] = {CommonName::never, CommonName::without_san, CommonName::without_host,
                                   CommonName::without_dns};
  for (const Beside& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = longer_case();
      b.leaf().dns_names.clear();
      b.at(kSecond).name_constraints = excluding({NameKind::dns, "example.org"});
      row.change(b.leaf());
      for (std::size_t i = 0; i < 4; ++i) {
        const std::string expected = row.counts[i] ? kForbidden : "good";
        BOOST_TEST(judged(b, {.constrained_common_name = kModes[i]}) == expected);
      }
    }
  }
}

}  // namespace
}  // namespace tests
