// The search and the judgement of paths together: a bad branch never hides a good one, and no input makes
// the search go on for ever.

#define BOOST_TEST_MODULE paths
#include "checks/pki/paths.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "checks/pki/understand.h"
#include "checks/rules/path_conditions.h"
#include "tests/checks/pki/memory_anchors.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::CertificateSpec;
using tests::Key;
using tests::make_certificate;
using tests::MemoryAnchors;
using Extensions = std::vector<std::pair<std::string, std::string>>;

namespace {

const Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

const Key& key(std::size_t number) {
  static const std::vector<Key> keys(25);
  return keys.at(number);
}

constexpr std::size_t kRoot = 20;
constexpr std::size_t kOther = 21;
constexpr std::size_t kCa = 22;
constexpr std::size_t kCaTwo = 23;
constexpr std::size_t kLeaf = 24;

const Extensions kAuthority = {{"basicConstraints", "critical,CA:TRUE"},
                               {"keyUsage", "critical,keyCertSign"}};

// What of an authority is not as usual.
struct Variant {
  const char* name;
  Extensions extensions = kAuthority;
  std::string digest = "SHA256";
  std::string not_after = "20350101000000Z";
  std::string not_before = "20250101000000Z";
};

Extensions with(Extensions extensions, const std::string& type, const std::string& value) {
  extensions.emplace_back(type, value);
  return extensions;
}

struct Issue {
  std::string subject;
  std::size_t own;
  std::string issuer;
  std::size_t signer;
  std::string serial = "1";
};

Bytes authority(const Issue& issue, const Variant& variant = {"good"}) {
  return make_certificate({.subject = {{"CN", issue.subject}},
                           .issuer = {{"CN", issue.issuer}},
                           .key = key(issue.own),
                           .signer = &key(issue.signer),
                           .digest = variant.digest,
                           .not_before = variant.not_before,
                           .not_after = variant.not_after,
                           .serial = issue.serial,
                           .extensions = variant.extensions});
}

Bytes leaf_by(const std::string& issuer, std::size_t signer) {
  return make_certificate({.subject = {{"CN", "leaf"}},
                           .issuer = {{"CN", issuer}},
                           .key = key(kLeaf),
                           .signer = &key(signer),
                           .extensions = {{"subjectAltName", "DNS:www.example.org"}}});
}

Facts understood(std::vector<Bytes> sent, std::vector<Bytes> store) {
  Evidence evidence;
  evidence.observations.emplace_back().handshake.emplace().certificates = std::move(sent);
  MemoryAnchors anchors(std::move(store));
  openssl::CertificatePool pool;
  return understand(evidence, anchors, {kNow, {}}, pool);
}

// The best path: "leaf < CA (2) < Root (1)" with serial numbers, "(bad) " in front if it is not valid,
// "(weak) " if it is; "none".
std::string best(const Facts& facts) {
  const std::vector<JudgedPath> judged = judge_paths(facts, facts.observations.front(), kNow);
  if (judged.empty()) {
    return "none";
  }
  std::string text = judged.front().problem ? "(bad) " : judged.front().is_weak ? "(weak) " : "";
  for (const PathStep& step : judged.front().path->steps) {
    const CertificateFacts& one = facts.certificates[step.certificate];
    text += (one.common_name == "leaf" ? "" : " < ") + one.common_name +
            (one.common_name == "leaf" ? "" : " (" + one.serial + ")");
  }
  return text;
}

std::string best(std::vector<Bytes> sent, std::vector<Bytes> store) {
  return best(understood(std::move(sent), std::move(store)));
}

const Variant kBadVariants[] = {
    {.name = "expired", .not_after = "20260101000000Z"},
    {.name = "not yet valid", .not_before = "20300101000000Z"},
    {.name = "not a CA", .extensions = {{"basicConstraints", "critical,CA:FALSE"}}},
    {.name = "no basic constraints", .extensions = {{"keyUsage", "critical,keyCertSign"}}},
    {.name = "may not sign",
     .extensions = {{"basicConstraints", "critical,CA:TRUE"}, {"keyUsage", "critical,cRLSign"}}},
    {.name = "for clients", .extensions = with(kAuthority, "extendedKeyUsage", "clientAuth")},
    {.name = "permits another name",
     .extensions = with(kAuthority, "nameConstraints", "critical,permitted;DNS:example.net")},
    {.name = "excludes the name",
     .extensions = with(kAuthority, "nameConstraints", "critical,excluded;DNS:example.org")},
    {.name = "requires a policy",
     .extensions = with(kAuthority, "policyConstraints", "critical,requireExplicitPolicy:0")},
    {.name = "unknown critical extension", .extensions = with(kAuthority, "1.2.3.4", "critical,ASN1:NULL")},
    {.name = "SHA-1", .digest = "SHA1"},
};

}  // namespace

// Two intermediates of one name and one key, one of them bad, in both orders.
BOOST_AUTO_TEST_CASE(one_bad_intermediate) {
  const Bytes root = authority({"Root", kRoot, "Root", kRoot});
  const Bytes good = authority({"CA", kCa, "Root", kRoot, "2"});
  const Bytes leaf = leaf_by("CA", kCa);
  for (const Variant& variant : kBadVariants) {
    BOOST_TEST_CONTEXT(variant.name) {
      const Bytes bad = authority({"CA", kCa, "Root", kRoot, "3"}, variant);
      BOOST_TEST(best({leaf, bad, good}, {root}) == "leaf < CA (2) < Root (1)");
      BOOST_TEST(best({leaf, good, bad}, {root}) == "leaf < CA (2) < Root (1)");
      BOOST_TEST(best({leaf, bad}, {root}) != "leaf < CA (3) < Root (1)");
    }
  }
}

// The bad one is a step higher: a cross-certificate of 'CA Two' by another root.
BOOST_AUTO_TEST_CASE(one_bad_branch_higher_up) {
  const Bytes root = authority({"Root", kRoot, "Root", kRoot});
  const Bytes other = authority({"Other", kOther, "Other", kOther});
  const Bytes leaf = leaf_by("CA", kCa);
  const Bytes ca = authority({"CA", kCa, "CA Two", kCaTwo});
  const Bytes good = authority({"CA Two", kCaTwo, "Other", kOther, "2"});
  for (const Variant& variant : kBadVariants) {
    BOOST_TEST_CONTEXT(variant.name) {
      const Bytes bad = authority({"CA Two", kCaTwo, "Root", kRoot, "3"}, variant);
      BOOST_TEST(best({leaf, ca, bad, good}, {root, other}) == "leaf < CA (1) < CA Two (2) < Other (1)");
      BOOST_TEST(best({leaf, ca, good, bad}, {other, root}) == "leaf < CA (1) < CA Two (2) < Other (1)");
    }
  }
}

// A bad anchor beside a good one of one name and one key; the signature of an anchor does not count, nor what
// it leaves unsaid.
BOOST_AUTO_TEST_CASE(one_bad_anchor) {
  const Bytes good = authority({"Root", kRoot, "Root", kRoot, "2"});
  const Bytes ca = authority({"CA", kCa, "Root", kRoot});
  const Bytes leaf = leaf_by("CA", kCa);
  for (const Variant& variant : kBadVariants) {
    BOOST_TEST_CONTEXT(variant.name) {
      const bool is_harmless = std::string_view(variant.name) == "SHA-1" ||
                               std::string_view(variant.name) == "no basic constraints";
      const Bytes bad = authority({"Root", kRoot, "Root", kRoot, "3"}, variant);
      BOOST_TEST(best({leaf, ca}, {good, bad}) == "leaf < CA (1) < Root (2)");
      BOOST_TEST((best({leaf, ca}, {bad}) == "leaf < CA (1) < Root (3)") == is_harmless);
      if (!is_harmless) {
        BOOST_TEST(best({leaf, ca}, {bad, good}) == "leaf < CA (1) < Root (2)");
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(an_intermediate_as_the_only_anchor) {
  const Bytes ca = authority({"CA", kCa, "Root", kRoot});
  const Bytes leaf = leaf_by("CA", kCa);
  BOOST_TEST(best({leaf}, {ca}) == "leaf < CA (1)");
  BOOST_TEST(best({leaf, ca}, {ca}) == "leaf < CA (1)");
  BOOST_TEST(best({leaf, ca, authority({"Root", kRoot, "Root", kRoot})}, {ca}) == "leaf < CA (1)");
  const Bytes sub = authority({"CA Two", kCaTwo, "CA", kCa});
  BOOST_TEST(best({leaf_by("CA Two", kCaTwo), sub}, {ca}) == "leaf < CA Two (1) < CA (1)");
}

BOOST_AUTO_TEST_CASE(a_version_1_intermediate) {
  const Bytes root = authority({"Root", kRoot, "Root", kRoot});
  const Bytes old = authority({"CA", kCa, "Root", kRoot}, {.name = "v1", .extensions = {}});
  BOOST_TEST(best({leaf_by("CA", kCa), old}, {root}) == "(bad) leaf < CA (1) < Root (1)");
}

BOOST_AUTO_TEST_CASE(cycles) {
  const Bytes leaf = leaf_by("A", 0);
  const Bytes a_by_b = authority({"A", 0, "B", 1});
  const Bytes b_by_c = authority({"B", 1, "C", 2});
  const Bytes c_by_a = authority({"C", 2, "A", 0});
  const Bytes c_by_root = authority({"C", 2, "Root", kRoot, "2"});
  const Bytes root = authority({"Root", kRoot, "Root", kRoot});
  BOOST_TEST(best({leaf, a_by_b, b_by_c, c_by_a}, {root}) == "none");
  BOOST_TEST(best({leaf, a_by_b, b_by_c, c_by_a, c_by_root}, {root}) ==
             "leaf < A (1) < B (1) < C (2) < Root (1)");
}

// 99 certificates of one subject, each with a key of its own (of 20), without key identifiers; the last is
// right.
BOOST_AUTO_TEST_CASE(a_hundred_of_one_subject_with_other_keys) {
  std::vector<Bytes> sent = {leaf_by("CA", kCa)};
  for (std::size_t i = 0; i < 98; ++i) {
    sent.push_back(authority({"CA", i % 20, "Root", kRoot, std::to_string(i + 10)}));
  }
  sent.push_back(authority({"CA", kCa, "Root", kRoot, "2"}));
  BOOST_TEST(best(sent, {authority({"Root", kRoot, "Root", kRoot})}) == "leaf < CA (2) < Root (1)");
}

// 99 certificates of one subject and one key, all but the last forbidding the leaf's name, which no order of
// the search can know.
BOOST_AUTO_TEST_CASE(a_hundred_of_one_subject_with_one_key) {
  const Variant forbidding{.name = "forbids",
                           .extensions = with(kAuthority, "nameConstraints", "permitted;DNS:example.net")};
  std::vector<Bytes> sent = {leaf_by("CA", kCa)};
  for (std::size_t i = 0; i < 98; ++i) {
    sent.push_back(authority({"CA", kCa, "Root", kRoot, std::to_string(i + 10)}, forbidding));
  }
  sent.push_back(authority({"CA", kCa, "Root", kRoot, "2"}));
  BOOST_TEST(best(sent, {authority({"Root", kRoot, "Root", kRoot})}) == "leaf < CA (2) < Root (1)");
}

namespace {

// Certificates of `count` authorities for each other, at most `most` of them.
std::vector<Bytes> cross_signed(std::size_t count, std::size_t most) {
  std::vector<Bytes> all;
  for (std::size_t distance = 1; distance < count; ++distance) {
    for (std::size_t i = 0; i < count && all.size() < most; ++i) {
      const std::size_t signer = (i + distance) % count;
      all.push_back(authority({"CA " + std::to_string(i), i, "CA " + std::to_string(signer), signer}));
    }
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(full_cross_signing_among_twenty) {
  constexpr std::size_t kCount = 20;
  std::vector<Bytes> sent = cross_signed(kCount, 98);
  sent.insert(sent.begin(), leaf_by("CA 0", 0));
  sent.push_back(authority({"CA 19", 19, "Root", kRoot, "2"}));
  const Facts none = understood(sent, {});
  BOOST_TEST(none.observations.front().paths.empty());
  BOOST_TEST(none.observations.front().gave_up);
  const Facts some = understood(sent, {authority({"Root", kRoot, "Root", kRoot})});
  BOOST_TEST(!some.observations.front().paths.empty());
  BOOST_TEST(best(some).starts_with("leaf < CA 0 (1)"));
  BOOST_TEST(best(some).ends_with("< CA 19 (2) < Root (1)"));
}

// All 380 of them in the store, where none is an anchor: decoded only up to the bound.
BOOST_AUTO_TEST_CASE(full_cross_signing_in_the_store) {
  const Facts facts = understood({leaf_by("CA 0", 0)}, cross_signed(20, 380));
  BOOST_TEST(facts.observations.front().paths.empty());
  BOOST_TEST(facts.observations.front().gave_up);
  BOOST_TEST(facts.certificates.size() <= kMaxStoreDecoded + 1);
  // Of the names beyond the bound nothing is known: nobody can say that their issuers are missing.
  BOOST_TEST(facts.observations.front().dead_ends.empty());
}

// Names and constraints whose product is beyond every bound.
BOOST_AUTO_TEST_CASE(a_name_constraint_bomb) {
  std::string names = "DNS:www.example.org";
  std::string constraints = "critical,permitted;DNS:example.org";
  for (int i = 0; i < 1000; ++i) {
    names += ",DNS:a" + std::to_string(i) + ".example.org";
    constraints += ",excluded;DNS:b" + std::to_string(i) + ".example.net";
  }
  const Variant bomb{.name = "bomb", .extensions = with(kAuthority, "nameConstraints", constraints)};
  const Bytes leaf = make_certificate({.subject = {{"CN", "leaf"}},
                                       .issuer = {{"CN", "CA"}},
                                       .key = key(kLeaf),
                                       .signer = &key(kCa),
                                       .extensions = {{"subjectAltName", names}}});
  const Facts facts = understood({leaf, authority({"CA", kCa, "Root", kRoot}, bomb)},
                                 {authority({"Root", kRoot, "Root", kRoot})});
  const auto judged = judge_paths(facts, facts.observations.front(), kNow);
  BOOST_REQUIRE(judged.size() == 1U);
  BOOST_REQUIRE(judged.front().problem);
  BOOST_TEST((judged.front().problem->kind == PathProblemKind::too_many_names));
}

// 60 issuers of one key are one issuer: the signature is checked once, however much that costs (P-384 counts
// twice).
BOOST_AUTO_TEST_CASE(one_costly_key) {
  const Key costly("P-384");
  std::vector<Bytes> sent = {leaf_by("CA", kCa)};
  for (int i = 0; i < 60; ++i) {
    sent.push_back(make_certificate({.subject = {{"CN", "CA"}},
                                     .issuer = {{"CN", "Root"}},
                                     .key = costly,
                                     .signer = &key(kRoot),
                                     .serial = std::to_string(i + 10),
                                     .extensions = kAuthority}));
  }
  BOOST_TEST(!understood(sent, {}).observations.front().gave_up);
}

// And 60 of keys of their own are more than the budget holds.
BOOST_AUTO_TEST_CASE(many_costly_keys) {
  std::vector<Bytes> sent = {leaf_by("CA", kCa)};
  for (int i = 0; i < 60; ++i) {
    const Key costly("P-384");
    sent.push_back(make_certificate({.subject = {{"CN", "CA"}},
                                     .issuer = {{"CN", "Root"}},
                                     .key = costly,
                                     .signer = &key(kRoot),
                                     .extensions = kAuthority}));
  }
  BOOST_TEST(understood(sent, {}).observations.front().gave_up);
}
