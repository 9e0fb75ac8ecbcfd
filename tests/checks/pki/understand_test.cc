#define BOOST_TEST_MODULE understand
#include "checks/pki/understand.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <vector>

#include "tests/checks/pki/memory_anchors.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;
using tests::MemoryAnchors;
using tests::Name;

namespace {

const Key& key(std::size_t number) {
  static const std::vector<Key> keys(30);
  return keys.at(number);
}

struct Names {
  std::string subject;
  std::string issuer;
};

// "CN=subject" with its own key, signed by another.
Bytes issue(const Names& names, std::size_t own, std::size_t signer, bool is_ca = true,
            bool has_key_ids = true, const std::string& not_after = "20350101000000Z") {
  return make_certificate({.subject = {{"CN", names.subject}},
                           .issuer = {{"CN", names.issuer}},
                           .key = key(own),
                           .signer = &key(signer),
                           .not_after = not_after,
                           .is_ca = is_ca,
                           .has_key_ids = has_key_ids});
}

constexpr std::size_t kRoot = 0;
constexpr std::size_t kCa = 1;
constexpr std::size_t kLeaf = 2;
constexpr std::size_t kOther = 3;
constexpr std::size_t kThird = 4;

const Bytes& root() {
  static const Bytes der = issue({"Root", "Root"}, kRoot, kRoot);
  return der;
}
const Bytes& ca() {
  static const Bytes der = issue({"CA", "Root"}, kCa, kRoot);
  return der;
}
const Bytes& leaf() {
  static const Bytes der = issue({"leaf", "CA"}, kLeaf, kCa, false);
  return der;
}

Evidence evidence_of(std::vector<Bytes> sent) {
  Observation seen;
  seen.handshake.emplace().certificates = std::move(sent);
  Evidence evidence;
  evidence.observations.push_back(std::move(seen));
  return evidence;
}

const Time kNow = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20);

struct Answer {
  Facts facts;
  int questions = 0;

  const ObservationFacts& seen() const { return facts.observations.front(); }
};

Answer ask(std::vector<Bytes> sent, std::vector<Bytes> store, const std::vector<std::string>& names = {}) {
  MemoryAnchors anchors(std::move(store));
  openssl::CertificatePool pool;
  Answer answer{understand(evidence_of(std::move(sent)), anchors, {kNow, names}, pool), 0};
  answer.questions = anchors.questions;
  return answer;
}

// The same with what was fetched, each certificate as an answer of its own.
Answer ask_with_fetched(std::vector<Bytes> sent, std::vector<Bytes> store,
                        const std::vector<Bytes>& fetched) {
  Evidence evidence = evidence_of(std::move(sent));
  for (const Bytes& der : fetched) {
    evidence.fetches.push_back({"aia", "http://ca.example/", {}, der, std::nullopt});
  }
  MemoryAnchors anchors(std::move(store));
  openssl::CertificatePool pool;
  return {understand(evidence, anchors, {kNow, {}}, pool), 0};
}

std::string text(const Facts& facts, const std::vector<PathStep>& steps) {
  std::string all;
  for (const PathStep& step : steps) {
    all += (all.empty() ? "" : " < ") + facts.certificates[step.certificate].common_name +
           (step.origin == Origin::store     ? "*"
            : step.origin == Origin::fetched ? "+"
                                             : "");
  }
  return all;
}

// All paths and dead ends: "leaf < CA < Root*; ..." with '*' for the store and "(store)" for a path not by
// anchors alone; '+' for what was fetched.
std::string text(const Answer& answer) {
  constexpr const char* kKinds[] = {"issuer unknown", "circle", "untrusted root", "signature mismatch"};
  std::string all;
  const auto add = [&all](const std::string& more) { all += (all.empty() ? "" : "; ") + more; };
  for (const Path& path : answer.seen().paths) {
    BOOST_TEST(path.uses_fetched == (text(answer.facts, path.steps).find('+') != std::string::npos));
    add(text(answer.facts, path.steps) + (path.by_anchors_alone || path.uses_fetched ? "" : " (store)"));
    BOOST_TEST(path.anchor_source == "memory");
  }
  for (const DeadEnd& end : answer.seen().dead_ends) {
    add(text(answer.facts, end.steps) + " | " + kKinds[static_cast<int>(end.kind)]);
  }
  for (const DeadEnd& end : answer.seen().fetched_dead_ends) {
    add(text(answer.facts, end.steps) + " | " + kKinds[static_cast<int>(end.kind)]);
  }
  return all + (answer.seen().gave_up ? "; gave up" : "");
}

struct Row {
  const char* name;
  std::vector<Bytes> sent;
  std::vector<Bytes> store;
  const char* paths;
};

}  // namespace

BOOST_AUTO_TEST_CASE(chains) {
  const Bytes self_signed = issue({"self", "self"}, kOther, kOther, false);
  const Bytes expired_ca = issue({"CA", "Root"}, kCa, kRoot, true, true, "20251001000000Z");
  const Bytes expired_root = issue({"Root", "Root"}, kRoot, kRoot, true, true, "20251001000000Z");
  const Bytes false_root = issue({"Root", "Root"}, kOther, kOther);
  const Bytes false_ca = issue({"CA", "Root"}, kOther, kRoot);
  const Bytes cross = issue({"Root", "Old root"}, kRoot, kOther);
  const Bytes old_root = issue({"Old root", "Old root"}, kOther, kOther);
  const Bytes loop_a = issue({"Root", "Loop"}, kRoot, kThird);
  const Bytes loop_b = issue({"Loop", "Root"}, kThird, kRoot);
  const Bytes other_leaf = issue({"other", "Somebody"}, kOther, kThird, false);
  const Bytes direct = issue({"direct", "Root"}, kLeaf, kRoot, false);
  const Bytes rollover = issue({"Root", "Root"}, kThird, kRoot);  // the root's new key, signed by its old one
  const Bytes by_new_key = issue({"CA", "Root"}, kCa, kThird);

  const Row rows[] = {
      {"good", {leaf(), ca()}, {root()}, "leaf < CA < Root*"},
      {"issued by the root", {direct}, {root()}, "direct < Root*"},
      {"leaf only", {leaf()}, {root()}, "leaf | issuer unknown"},
      {"intermediate in the store", {leaf()}, {root(), ca()}, "leaf < CA* < Root* (store)"},
      {"intermediate in the store and sent", {leaf(), ca()}, {root(), ca()}, "leaf < CA < Root*"},
      {"intermediate as anchor", {leaf()}, {ca()}, "leaf < CA*"},
      {"intermediate as anchor and sent", {leaf(), ca()}, {ca()}, "leaf < CA*"},
      {"leaf as anchor", {leaf()}, {leaf()}, "leaf*"},
      {"leaf as anchor, chain sent", {leaf(), ca()}, {leaf(), root()}, "leaf*; leaf < CA < Root*"},
      {"leaf in the store beside its issuer", {leaf()}, {leaf(), ca()}, "leaf < CA*"},
      {"wrong order", {leaf(), root(), ca()}, {root()}, "leaf < CA < Root*"},
      {"duplicate", {leaf(), ca(), ca(), leaf()}, {root()}, "leaf < CA < Root*"},
      {"root sent", {leaf(), ca(), root()}, {root()}, "leaf < CA < Root*"},
      {"untrusted root sent", {leaf(), ca(), root()}, {}, "leaf < CA < Root | untrusted root"},
      {"untrusted root not sent", {leaf(), ca()}, {}, "leaf < CA | issuer unknown"},
      {"unrelated sent", {leaf(), other_leaf, ca()}, {root()}, "leaf < CA < Root*"},
      {"self-signed", {self_signed}, {root()}, "self | untrusted root"},
      {"self-signed as anchor", {self_signed}, {self_signed}, "self*"},
      {"expired intermediate", {leaf(), expired_ca}, {root()}, "leaf < CA < Root*"},
      {"expired root", {leaf(), ca()}, {expired_root}, "leaf < CA < Root*"},
      {"valid root first", {leaf(), ca()}, {expired_root, root()}, "leaf < CA < Root*; leaf < CA < Root*"},
      {"root of the same name with another key",
       {leaf(), ca()},
       {false_root},
       "leaf < CA | signature mismatch"},
      {"both roots of a name", {leaf(), ca()}, {false_root, root()}, "leaf < CA < Root*"},
      {"intermediate of the same name with another key",
       {leaf(), false_ca},
       {root()},
       "leaf | signature mismatch"},
      {"both intermediates", {leaf(), false_ca, ca()}, {root()}, "leaf < CA < Root*"},
      {"false root sent", {leaf(), ca(), false_root}, {}, "leaf < CA | signature mismatch"},
      {"cross-signed, new root known",
       {leaf(), ca(), cross},
       {root()},
       "leaf < CA < Root*; leaf < CA < Root | issuer unknown"},
      {"cross-signed, old root known", {leaf(), ca(), cross}, {old_root}, "leaf < CA < Root < Old root*"},
      {"cross-signed, both known",
       {leaf(), ca(), cross},
       {root(), old_root},
       "leaf < CA < Root*; leaf < CA < Root < Old root*"},
      {"cross-signed, both known, other order",
       {leaf(), cross, ca()},
       {old_root, root()},
       "leaf < CA < Root*; leaf < CA < Root < Old root*"},
      {"cross-signed and root sent",
       {leaf(), ca(), root(), cross},
       {old_root},
       "leaf < CA < Root < Old root*; leaf < CA < Root | untrusted root"},
      {"loop", {leaf(), ca(), loop_a, loop_b}, {}, "leaf < CA < Root < Loop | circle"},
      {"loop with a way out", {leaf(), ca(), loop_a, loop_b}, {root()}, "leaf < CA < Root*"},
      {"loop in the store", {leaf(), ca()}, {loop_a, loop_b}, "leaf < CA < Root* < Loop* | circle"},
      {"self-issued rollover", {leaf(), by_new_key, rollover}, {root()}, "leaf < CA < Root < Root*"},
      {"nothing sent", {}, {root()}, ""},
      {"leaf does not parse", {{1, 2, 3}, ca()}, {root()}, ""},
      {"intermediate does not parse", {leaf(), {1, 2, 3}}, {root()}, "leaf | issuer unknown"},
      {"store does not parse",
       {leaf(), ca()},
       {Bytes(root().begin(), root().end() - 1)},
       "leaf < CA | issuer unknown"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(text(ask(row.sent, row.store)) == row.paths); }
  }
}

BOOST_AUTO_TEST_CASE(without_key_identifiers) {
  const Bytes plain_root = issue({"Root", "Root"}, kRoot, kRoot, true, false);
  const Bytes false_root = issue({"Root", "Root"}, kOther, kOther, true, false);
  const Bytes plain_ca = issue({"CA", "Root"}, kCa, kRoot, true, false);
  const Bytes plain_leaf = issue({"leaf", "CA"}, kLeaf, kCa, false, false);
  BOOST_TEST(text(ask({plain_leaf, plain_ca}, {false_root, plain_root})) == "leaf < CA < Root*");
  BOOST_TEST(text(ask({plain_leaf, plain_ca}, {false_root})) == "leaf < CA | signature mismatch");
}

BOOST_AUTO_TEST_CASE(anchor_that_is_valid_comes_first) {
  const Bytes expired = issue({"Root", "Root"}, kRoot, kRoot, true, true, "20251001000000Z");
  const Answer answer = ask({leaf(), ca()}, {expired, root()});
  BOOST_REQUIRE(answer.seen().paths.size() == 2U);
  const CertificateIndex first = answer.seen().paths.front().steps.back().certificate;
  BOOST_TEST((answer.facts.certificates[first].der == root()));
}

BOOST_AUTO_TEST_CASE(the_store_is_asked_once_per_name) {
  BOOST_TEST(ask({leaf(), ca()}, {root()}).questions == 3);  // leaf, CA, Root
  BOOST_TEST(ask({leaf(), ca(), ca(), root()}, {root()}).questions == 3);
  BOOST_TEST(ask({issue({"self", "self"}, kOther, kOther, false)}, {}).questions == 1);
}

BOOST_AUTO_TEST_CASE(self_signed_certificates_are_marked) {
  const Bytes impostor = make_certificate(
      {.subject = {{"CN", "x"}}, .issuer = {{"CN", "x"}}, .key = key(kCa), .signer = &key(kRoot)});
  const Answer answer = ask({leaf(), root(), impostor}, {root()});
  const auto facts = [&answer](std::size_t i) {
    return answer.facts.certificates.at(*answer.seen().sent.at(i).certificate);
  };
  BOOST_TEST((!facts(0).self_issued && !facts(0).self_signed));
  BOOST_TEST((facts(1).self_issued && facts(1).self_signed));
  BOOST_TEST((facts(2).self_issued && !facts(2).self_signed));
}

BOOST_AUTO_TEST_CASE(twenty_authorities_that_sign_each_other) {
  constexpr std::size_t kCount = 20;
  std::vector<Bytes> sent = {make_certificate(
      {.subject = {{"CN", "leaf"}}, .issuer = {{"CN", "CA 5"}}, .key = key(29), .signer = &key(5)})};
  for (std::size_t i = 0; i < kCount; ++i) {
    for (std::size_t j = 0; j < kCount; ++j) {
      if (i != j && (i + j) % 3 == 0) {
        sent.push_back(issue({"CA " + std::to_string(i), "CA " + std::to_string(j)}, i, j));
      }
    }
  }
  BOOST_TEST(sent.size() > kMaxSentCertificates);
  const Answer none = ask(sent, {});
  BOOST_TEST(none.seen().paths.empty());
  BOOST_TEST(none.seen().gave_up);
  BOOST_TEST(none.seen().sent_left_out == sent.size() - kMaxSentCertificates);
  const Answer some = ask(sent, {issue({"CA 1", "CA 1"}, 1, 1)});
  BOOST_REQUIRE(!some.seen().paths.empty());
  BOOST_TEST(text(some.facts, some.seen().paths.front().steps) == "leaf < CA 5 < CA 1*");
  BOOST_TEST(some.seen().paths.size() <= kMaxPaths);
}

BOOST_AUTO_TEST_CASE(a_hundred_certificates_of_one_subject) {
  std::vector<Bytes> sent = {leaf()};
  for (int i = 0; i < 99; ++i) {  // their keys differ from the issuer's
    sent.push_back(make_certificate({.subject = {{"CN", "CA"}},
                                     .issuer = {{"CN", "Root"}},
                                     .key = key(5 + i % 20),
                                     .signer = &key(kRoot),
                                     .serial = std::to_string(i)}));
  }
  const Answer wrong = ask(sent, {root()});
  BOOST_TEST(text(wrong) == "leaf | signature mismatch");
  sent.back() = ca();
  const Answer right = ask(sent, {root()});
  BOOST_TEST(text(right) == "leaf < CA < Root*");
}

BOOST_AUTO_TEST_CASE(a_hundred_certificates_of_one_key) {
  std::vector<Bytes> sent = {leaf()};
  for (int i = 0; i < 99; ++i) {
    sent.push_back(make_certificate({.subject = {{"CN", "CA"}},
                                     .issuer = {{"CN", "Root"}},
                                     .key = key(kCa),
                                     .signer = &key(kRoot),
                                     .serial = std::to_string(i)}));
  }
  const Answer answer = ask(sent, {root()});
  BOOST_TEST(answer.seen().paths.size() == 99U);
  BOOST_TEST(!answer.seen().gave_up);
}

BOOST_AUTO_TEST_CASE(a_chain_longer_than_the_bound) {
  const auto chain = [](std::size_t length) {
    std::vector<Bytes> sent;
    for (std::size_t i = 0; i + 1 < length; ++i) {
      sent.push_back(issue({"n" + std::to_string(i), "n" + std::to_string(i + 1)}, i, i + 1, i > 0));
    }
    const std::string last = "n" + std::to_string(length - 1);
    return ask(sent, {issue({last, last}, length - 1, length - 1)});
  };
  BOOST_TEST(chain(kMaxPathLength).seen().paths.size() == 1U);
  const Answer longer = chain(kMaxPathLength + 1);
  BOOST_TEST(longer.seen().paths.empty());
  BOOST_TEST(longer.seen().gave_up);
}

BOOST_AUTO_TEST_CASE(signatures_that_cannot_be_verified) {
  Bytes damaged = leaf();
  damaged.back() ^= 1;
  BOOST_TEST(text(ask({damaged, ca()}, {root()})) == "leaf | signature mismatch");
}

BOOST_AUTO_TEST_CASE(names) {
  const Bytes named =
      make_certificate({.subject = {{"CN", "leaf"}},
                        .key = key(kLeaf),
                        .extensions = {{"subjectAltName", "DNS:*.example.org,IP:192.0.2.1"}}});
  const Answer answer = ask({named}, {}, {"www.example.org.", "example.net", "192.0.2.1"});
  const std::vector<NameFact>& facts = answer.seen().names;
  BOOST_REQUIRE(facts.size() == 3U);
  BOOST_TEST(facts[0].name == "www.example.org");
  BOOST_TEST(facts[0].covered_by.value_or("") == "*.example.org");
  BOOST_TEST(!facts[1].covered_by);
  BOOST_TEST(facts[2].covered_by.value_or("") == "192.0.2.1");
  const Answer without = ask({}, {}, {"www.example.org"});
  BOOST_REQUIRE(without.seen().names.size() == 1U);
  BOOST_TEST(!without.seen().names.front().covered_by);
}

BOOST_AUTO_TEST_CASE(certificates_that_do_not_parse) {
  const Answer answer = ask({leaf(), {0x30, 0x01}, {}}, {});
  BOOST_REQUIRE(answer.seen().sent.size() == 3U);
  BOOST_TEST(answer.seen().sent[0].parse_error.empty());
  BOOST_TEST(!answer.seen().sent[1].certificate);
  BOOST_TEST(!answer.seen().sent[1].parse_error.empty());
  BOOST_TEST(answer.seen().sent[2].parse_error == "it is empty");
}

BOOST_AUTO_TEST_CASE(several_observations) {
  Evidence evidence = evidence_of({leaf(), ca()});
  evidence.observations.push_back({});  // no handshake
  evidence.observations.push_back(evidence.observations.front());
  evidence.observations.push_back(evidence_of({leaf()}).observations.front());
  MemoryAnchors anchors({root()});
  openssl::CertificatePool pool;
  const Facts facts = understand(evidence, anchors, {kNow, {"a"}}, pool);
  BOOST_REQUIRE(facts.observations.size() == 4U);
  BOOST_TEST(facts.observations[0].paths.size() == 1U);
  BOOST_TEST(facts.observations[1].sent.empty());
  BOOST_TEST(!facts.observations[1].leaf());
  BOOST_TEST(facts.observations[2].paths.size() == 1U);
  BOOST_TEST(facts.observations[3].paths.empty());
  BOOST_TEST((facts.observations[3].leaf() == facts.observations[0].leaf()));
  BOOST_TEST(facts.observations[1].anchor_store == "memory");
  BOOST_TEST(facts.certificates.size() == 3U);
}

// Fetched certificates make paths and dead ends of their own; what is found without them stays as it is.
BOOST_AUTO_TEST_CASE(fetched_certificates) {
  const Bytes other_ca = issue({"CA", "Root"}, kOther, kRoot);
  const Bytes upper = issue({"CA", "Upper"}, kCa, kThird);
  const Bytes upper_ca = issue({"Upper", "Root"}, kThird, kRoot);
  const struct {
    const char* name;
    std::vector<Bytes> sent;
    std::vector<Bytes> store;
    std::vector<Bytes> fetched;
    const char* expected;
  } rows[] = {
      {"completes", {leaf()}, {root()}, {ca()}, "leaf < CA+ < Root*; leaf | issuer unknown"},
      {"two of them",
       {leaf()},
       {root()},
       {upper_ca, upper},
       "leaf < CA+ < Upper+ < Root*; leaf | issuer unknown"},
      {"one is missing still",
       {leaf()},
       {root()},
       {upper},
       "leaf | issuer unknown; leaf < CA+ | issuer unknown"},
      {"another key", {leaf()}, {root()}, {other_ca}, "leaf | issuer unknown"},
      {"the root is fetched too",
       {leaf()},
       {},
       {ca(), root()},
       "leaf | issuer unknown; leaf < CA+ < Root+ | untrusted root"},
      {"sent already", {leaf(), ca()}, {root()}, {ca(), root()}, "leaf < CA < Root*"},
      {"in the store already", {leaf()}, {root(), ca()}, {ca()}, "leaf < CA* < Root* (store)"},
      {"a longer way beside the good one",
       {leaf(), ca()},
       {root()},
       {upper, upper_ca},
       "leaf < CA < Root*; leaf < CA+ < Upper+ < Root*"},
      {"nothing of use", {leaf()}, {root()}, {leaf(), {1, 2, 3}, {}}, "leaf | issuer unknown"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(text(ask_with_fetched(row.sent, row.store, row.fetched)) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_fetches_brought) {
  Evidence evidence = evidence_of({leaf()});
  evidence.fetches.push_back({"ocsp", "http://ca.example/ocsp", {1}, {2}, std::nullopt});
  evidence.fetches.push_back({"aia", "http://ca.example/ca", {}, ca(), std::nullopt});
  evidence.fetches.push_back({"aia",
                              "http://ca.example/no",
                              {},
                              {},
                              Failure{Stage::fetch, FailureKind::refused, "connection refused"}});
  MemoryAnchors anchors({root()});
  openssl::CertificatePool pool;
  const Facts facts = understand(evidence, anchors, {kNow, {}}, pool);
  BOOST_REQUIRE(facts.fetches.size() == 2U);
  BOOST_TEST(facts.fetches[0].url == "http://ca.example/ca");
  BOOST_TEST(facts.fetches[0].certificates == 1U);
  BOOST_TEST(facts.fetches[1].problem == "connection refused");
}
