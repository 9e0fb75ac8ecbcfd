#define BOOST_TEST_MODULE path_conditions
#include "checks/rules/path_terms.h"
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using namespace std::chrono_literals;
using checks::JudgedPath;
using checks::PathProblemKind;

constexpr const char* kKinds[] = {"expired",
                                  "not_yet_valid",
                                  "not_a_ca",
                                  "path_length",
                                  "key_usage",
                                  "leaf_key_usage",
                                  "purpose",
                                  "critical_extension",
                                  "malformed_extension",
                                  "signature",
                                  "key",
                                  "key_id",
                                  "name_constraint",
                                  "too_many_names",
                                  "policy",
                                  "depth"};

// "expired at 1", "name_constraint at 0 by 2: www.example.org", or "good".
std::string first_problem(const CaseBuilder& b) {
  checks::PathTerms terms{b.now, b.policy.max_depth, {}};
  const auto problem = checks::first_problem(b.facts, b.seen.paths.front(), terms);
  if (!problem) {
    return "good";
  }
  return std::string(kKinds[static_cast<int>(problem->kind)]) + " at " +
         std::to_string(problem->certificate) + (problem->by ? " by " + std::to_string(*problem->by) : "") +
         (problem->name.empty() ? "" : ": " + problem->name);
}

checks::GeneralName dns(const char* name) { return {checks::NameKind::dns, name}; }

// www.example.org by 'Lab CA 1' by 'Lab CA 0' (index 3) by 'Lab Root'.
CaseBuilder longer_case() {
  CaseBuilder b = good_case();
  b.at(kIntermediate) = authority("Lab CA 1", "Lab CA 0");
  const CertificateIndex second = b.send(authority("Lab CA 0", "Lab Root"));
  b.seen.paths.clear();
  b.path({kLeaf, kIntermediate, second, kRoot});
  return b;
}

constexpr CertificateIndex kSecond = 3;

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "good"},
    {"intermediate, last second", [](CaseBuilder& b) { b.at(kIntermediate).not_after = kNow; }, "good"},
    {"intermediate, a second later", [](CaseBuilder& b) { b.at(kIntermediate).not_after = kNow - 1s; },
     "expired at 1"},
    {"intermediate, first second", [](CaseBuilder& b) { b.at(kIntermediate).not_before = kNow; }, "good"},
    {"intermediate, a second earlier", [](CaseBuilder& b) { b.at(kIntermediate).not_before = kNow + 1s; },
     "not_yet_valid at 1"},
    {"anchor expired", [](CaseBuilder& b) { b.at(kRoot).not_after = kNow - 1s; }, "expired at 2"},
    {"anchor in the future", [](CaseBuilder& b) { b.at(kRoot).not_before = kNow + 1s; },
     "not_yet_valid at 2"},
    {"the leaf's dates do not count",
     [](CaseBuilder& b) {
       b.leaf().not_before = kNow + 1s;
       b.leaf().not_after = kNow - 1s;
     },
     "good"},
    {"no basicConstraints", [](CaseBuilder& b) { b.at(kSecond).basic_constraints.reset(); }, "not_a_ca at 3"},
    {"cA false", [](CaseBuilder& b) { b.at(kIntermediate).basic_constraints->ca = false; }, "not_a_ca at 1"},
    {"an intermediate of version 1", [](CaseBuilder& b) { b.at(kIntermediate).version = 1; },
     "not_a_ca at 1"},
    {"an anchor without extensions",
     [](CaseBuilder& b) {
       b.at(kRoot).version = 1;
       b.at(kRoot).basic_constraints.reset();
       b.at(kRoot).key_usage.reset();
     },
     "good"},
    {"the anchor's signature and key do not count",
     [](CaseBuilder& b) {
       b.at(kRoot).signature_digest = checks::SignatureDigest::md5_or_older;
       b.at(kRoot).key = {checks::KeyType::rsa, 512, "", "RSA 512 bits", ""};
     },
     "good"},
    {"an anchor that says it is no CA", [](CaseBuilder& b) { b.at(kRoot).basic_constraints->ca = false; },
     "not_a_ca at 2"},
    {"an anchor that may not sign",
     [](CaseBuilder& b) {
       b.at(kRoot).key_usage = checks::KeyUsage{true, 1};
     },
     "key_usage at 2"},
    {"an anchor for clients", [](CaseBuilder& b) { b.at(kRoot).extended_key_usage = {"1.3.6.1.5.5.7.3.2"}; },
     "purpose at 2"},
    {"a critical extension of the anchor",
     [](CaseBuilder& b) { b.at(kRoot).unknown_critical_extensions = {"1.2.3"}; }, "critical_extension at 2"},
    {"the anchor's path length", [](CaseBuilder& b) { b.at(kRoot).basic_constraints->path_length = 1; },
     "path_length at 2"},
    {"the anchor's path length kept", [](CaseBuilder& b) { b.at(kRoot).basic_constraints->path_length = 2; },
     "good"},
    {"the anchor's name constraints",
     [](CaseBuilder& b) { b.at(kRoot).name_constraints.emplace().permitted = {dns("example.net")}; },
     "name_constraint at 0 by 2: www.example.org"},
    {"name constraints kept",
     [](CaseBuilder& b) { b.at(kSecond).name_constraints.emplace().permitted = {dns("example.org")}; },
     "good"},
    {"name constraints count for CAs",
     [](CaseBuilder& b) {
       b.at(kIntermediate).dns_names = {"ca.example.net"};
       b.at(kSecond).name_constraints.emplace().permitted = {dns("example.org")};
     },
     "name_constraint at 1 by 3: ca.example.net"},
    {"but not for self-issued ones",
     [](CaseBuilder& b) {
       b.at(kIntermediate).dns_names = {"ca.example.net"};
       b.at(kIntermediate).self_issued = true;
       b.at(kSecond).name_constraints.emplace().permitted = {dns("example.org")};
     },
     "good"},
    {"a self-issued leaf is the final certificate",
     [](CaseBuilder& b) {
       b.leaf().self_issued = true;
       b.at(kSecond).name_constraints.emplace().excluded = {dns("example.org")};
     },
     "name_constraint at 0 by 3: www.example.org"},
    {"constraints do not count for their own certificate",
     [](CaseBuilder& b) {
       b.at(kIntermediate).dns_names = {"ca.example.net"};
       b.at(kIntermediate).name_constraints.emplace().permitted = {dns("example.org")};
     },
     "good"},
    {"a bomb of names",
     [](CaseBuilder& b) {
       b.leaf().dns_names.assign(501, "www.example.org");
       b.at(kSecond).name_constraints.emplace().excluded.assign(500, dns("example.net"));
     },
     "too_many_names at 0 by 3: www.example.org"},
    {"MD5", [](CaseBuilder& b) { b.leaf().signature_digest = checks::SignatureDigest::md5_or_older; },
     "signature at 0"},
    {"SHA-1 is weak, not wrong",
     [](CaseBuilder& b) { b.at(kIntermediate).signature_digest = checks::SignatureDigest::sha1; }, "good"},
    {"RSA 1023",
     [](CaseBuilder& b) {
       b.at(kSecond).key = {checks::KeyType::rsa, 1023, "", "", ""};
     },
     "key at 3"},
    {"RSA 1024",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 1024, "", "", ""};
     },
     "good"},
    {"RSA 16384",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 16384, "", "", ""};
     },
     "good"},
    {"RSA 16385",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 16385, "", "", ""};
     },
     "key at 0"},
    {"RSA of unknown size",
     [](CaseBuilder& b) {
       b.leaf().key = {checks::KeyType::rsa, 0, "", "", ""};
     },
     "good"},
    {"an extension twice", [](CaseBuilder& b) { b.leaf().repeats_extension = true; },
     "malformed_extension at 0"},
    {"a malformed key usage",
     [](CaseBuilder& b) { b.at(kSecond).malformed_extensions.add(checks::ExtensionKind::key_usage); },
     "malformed_extension at 3"},
    {"malformed revocation points harm nobody",
     [](CaseBuilder& b) { b.at(kSecond).malformed_extensions.add(checks::ExtensionKind::crl_points); },
     "good"},
    {"a policy required", [](CaseBuilder& b) { b.at(kSecond).policy_constraints.require_explicit = 0; },
     "policy at 0 by 3"},
    {"deeper than allowed", [](CaseBuilder& b) { b.policy.max_depth = 1; }, "depth at 0"},
    {"as deep as allowed", [](CaseBuilder& b) { b.policy.max_depth = 2; }, "good"},
    {"path length kept",
     [](CaseBuilder& b) {
       b.at(kIntermediate).basic_constraints->path_length = 0;
       b.at(kSecond).basic_constraints->path_length = 1;
     },
     "good"},
    {"path length broken", [](CaseBuilder& b) { b.at(kSecond).basic_constraints->path_length = 0; },
     "path_length at 3"},
    {"self-issued ones do not count",
     [](CaseBuilder& b) {
       b.at(kIntermediate).self_issued = true;
       b.at(kSecond).basic_constraints->path_length = 0;
     },
     "good"},
    {"negative path length", [](CaseBuilder& b) { b.at(kIntermediate).basic_constraints->path_length = -1; },
     "path_length at 1"},
    {"no key usage", [](CaseBuilder& b) { b.at(kIntermediate).key_usage.reset(); }, "good"},
    {"key usage without keyCertSign",
     [](CaseBuilder& b) {
       b.at(kSecond).key_usage = checks::KeyUsage{true, 1};
     },
     "key_usage at 3"},
    {"leaf for servers among others",
     [](CaseBuilder& b) {
       b.leaf().extended_key_usage = {"1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.1"};
     },
     "good"},
    {"any purpose", [](CaseBuilder& b) { b.leaf().extended_key_usage = {"2.5.29.37.0"}; }, "good"},
    {"leaf for clients", [](CaseBuilder& b) { b.leaf().extended_key_usage = {"1.3.6.1.5.5.7.3.2"}; },
     "purpose at 0"},
    {"intermediate for mail",
     [](CaseBuilder& b) { b.at(kSecond).extended_key_usage = {"1.3.6.1.5.5.7.3.4"}; }, "purpose at 3"},
    {"critical extension of the leaf",
     [](CaseBuilder& b) { b.leaf().unknown_critical_extensions = {"1.2.3"}; }, "critical_extension at 0"},
    {"critical extension of an intermediate",
     [](CaseBuilder& b) { b.at(kIntermediate).unknown_critical_extensions = {"1.2.3"}; },
     "critical_extension at 1"},
    {"the first one counts, from the leaf",
     [](CaseBuilder& b) {
       b.at(kSecond).not_after = kNow - 1s;
       b.at(kIntermediate).key_usage = checks::KeyUsage{true, 1};
     },
     "key_usage at 1"},
    {"leaf as an anchor",
     [](CaseBuilder& b) {
       b.seen.paths.clear();
       b.path({kLeaf});
       b.leaf().not_after = kNow - 1s;
     },
     "good"},
};

BOOST_AUTO_TEST_CASE(problems) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = longer_case();
      row.change(b);
      BOOST_TEST(first_problem(b) == row.told);
    }
  }
}

BOOST_AUTO_TEST_CASE(ends) {
  CaseBuilder b = longer_case();
  b.at(kSecond).not_after = kNow + 40h;
  std::vector<JudgedPath> judged = checks::judge_paths(b.facts, b.seen, b.now);
  BOOST_TEST_REQUIRE(judged.size() == 1);
  BOOST_TEST((judged[0].chain_end == kNow + 40h));
  BOOST_TEST(judged[0].chain_end_certificate == kSecond);
  BOOST_TEST((judged[0].end == kNow + 40h));

  b.leaf().not_after = kNow + 30h;
  judged = checks::judge_paths(b.facts, b.seen, b.now);
  BOOST_TEST((judged[0].chain_end == kNow + 40h));
  BOOST_TEST((judged[0].end == kNow + 30h));

  b.seen.paths.clear();
  b.path({kLeaf});
  judged = checks::judge_paths(b.facts, b.seen, b.now);
  BOOST_TEST((judged[0].chain_end == kNow + 30h));
  BOOST_TEST(judged[0].chain_end_certificate == kLeaf);
}

// One path of each kind, by its root: the later its end, the lower its rank, so that only the rank can bring
// it up.
BOOST_AUTO_TEST_CASE(best_first) {
  CaseBuilder b;
  b.send(certificate("www.example.org", "Root"));
  const auto add = [&b](int days, bool is_expired, bool is_alone) {
    const CertificateIndex root = b.store(authority("Root", "Root"));
    b.at(root).not_after = kNow + std::chrono::days(days);
    b.at(root).not_before = is_expired ? kNow + 1s : kNow;
    b.path({0, root});
    b.seen.paths.back().by_anchors_alone = is_alone;
  };
  add(50, true, true);
  add(59, true, false);
  add(40, false, false);
  add(45, false, false);
  add(30, false, true);
  add(35, false, true);
  std::vector<CertificateIndex> order;
  for (const JudgedPath& judged : checks::judge_paths(b.facts, b.seen, b.now)) {
    order.push_back(judged.path->steps.back().certificate);
  }
  BOOST_TEST(order == (std::vector<CertificateIndex>{6, 5, 4, 3, 2, 1}), boost::test_tools::per_element());
}

// A path with SHA-1 or a small RSA key comes after one without, even if that one needs the store.
BOOST_AUTO_TEST_CASE(weak_paths) {
  CaseBuilder b = longer_case();
  b.at(kIntermediate).signature_digest = checks::SignatureDigest::sha1;
  const CertificateIndex other = b.store(authority("Lab CA 1", "Lab Root"));
  b.path({kLeaf, other, kRoot});
  std::vector<JudgedPath> judged = checks::judge_paths(b.facts, b.seen, b.now);
  BOOST_TEST(!judged[0].is_weak);
  BOOST_TEST(!judged[0].path->by_anchors_alone);
  BOOST_TEST(judged[1].is_weak);
  BOOST_TEST(!judged[1].problem);
  b.at(other).key = {checks::KeyType::rsa, 2047, "", "", ""};
  judged = checks::judge_paths(b.facts, b.seen, b.now);
  BOOST_TEST((judged[0].is_weak && judged[0].path->by_anchors_alone));
  BOOST_TEST(judged[1].is_weak);
}

// Each path has its share of comparisons: a bomb on one does not spoil the next.
BOOST_AUTO_TEST_CASE(a_bomb_beside_a_good_path) {
  CaseBuilder b = good_case();
  b.at(kIntermediate)
      .name_constraints.emplace()
      .excluded.assign(checks::kMaxNameComparisons + 1, dns("example.net"));
  const CertificateIndex other = b.send(authority("Lab CA 1", "Lab Root"));
  b.at(other).name_constraints.emplace().permitted = {dns("example.org")};
  b.path({kLeaf, other, kRoot});
  const std::vector<JudgedPath> judged = checks::judge_paths(b.facts, b.seen, b.now);
  BOOST_TEST(!judged[0].problem);
  BOOST_TEST(judged[0].path->steps[1].certificate == other);
  BOOST_TEST((judged[1].problem->kind == PathProblemKind::too_many_names));
}

// However good it is, a path with something fetched comes last and decides nothing.
BOOST_AUTO_TEST_CASE(fetched_last) {
  CaseBuilder b = good_case();
  b.path({kLeaf, b.fetch(authority("Lab CA 1", "Lab Root"), "http://ca.example/1.crt"), kRoot});
  std::swap(b.seen.paths[0], b.seen.paths[1]);
  b.at(kIntermediate).not_after = kNow - 1h;
  const checks::Case broken = b.build();
  BOOST_TEST_REQUIRE(broken.paths.size() == 2U);
  BOOST_TEST(broken.paths[0].problem.has_value());
  BOOST_TEST(broken.paths[1].path->uses_fetched);
  BOOST_TEST(broken.best_path() == &broken.paths[0]);
  BOOST_TEST(broken.valid_path() == nullptr);
  std::erase_if(b.seen.paths, [](const checks::Path& path) { return !path.uses_fetched; });
  const checks::Case fetched = b.build();
  BOOST_TEST_REQUIRE(fetched.paths.size() == 1U);
  BOOST_TEST(!fetched.paths[0].problem);
  BOOST_TEST(fetched.best_path() == nullptr);
  BOOST_TEST(fetched.valid_path() == nullptr);
}

BOOST_AUTO_TEST_CASE(no_paths) {
  const CaseBuilder b;
  BOOST_TEST(checks::judge_paths(b.facts, b.seen, b.now).empty());
}

}  // namespace
}  // namespace tests
