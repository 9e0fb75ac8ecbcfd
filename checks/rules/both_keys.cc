#include "checks/rules/beside.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

struct Kind {
  Purpose purpose;
  KeyType type;
  const char* article;  // before its name
};

constexpr Kind kKinds[] = {{Purpose::rsa, KeyType::rsa, "an "}, {Purpose::ecdsa, KeyType::ec, "an "}};

bool sent_certificates(const Observation& one) {
  return one.handshake && !one.handshake->certificates.empty();
}

// The certificate of the handshake that took one kind alone; null if none came or it does not parse.
const CertificateFacts* leaf_of(const Case& c, std::size_t index) {
  const auto leaf = c.facts.observations[index].leaf();
  return leaf ? &c.certificate(*leaf) : nullptr;
}

// The ordinary handshake showed it: whatever came of this one, it is there.
Finding not_again(const Kind& kind, const Text& what) {
  return undetermined(Text("the server sent ") + kind.article + kind_of_key(kind.type) +
                      " certificate, but not to a client that takes no other: " + what);
}

// RFC 8446, 4.4.2.2: a server without a certificate of the kind may send another one all the same; else it
// ends with handshake_failure (RFC 5246, 7.4.1.4.1 likewise).
Finding judge_kind(const Case& c, const Kind& kind, std::size_t index) {
  const Observation& seen = c.observations[index];
  const CertificateFacts* ordinary = c.leaf();
  const bool was_shown = ordinary != nullptr && ordinary->key.type == kind.type;
  const Text name = Text(kind_of_key(kind.type)) + " certificate";
  if (const CertificateFacts* leaf = leaf_of(c, index); leaf != nullptr && leaf->key.type != kind.type) {
    return was_shown ? not_again(kind, Text("that one gets another (") +
                                           Text::bounded(leaf->key.name, kMaxQuoted) + ")")
                     : remark(Text("the server has no ") + name + ": asked for one it sends another (" +
                              Text::bounded(leaf->key.name, kMaxQuoted) + ")");
  }
  if (sent_certificates(seen)) {
    return pass(Text("the server has ") + kind.article + name);
  }
  if (is_refusal(c.observation, seen)) {
    return was_shown ? not_again(kind, reason_of(seen))
                     : remark(Text("the server has no ") + name + " (" + reason_of(seen) + ")");
  }
  return undetermined(Text("not known whether the server has ") + kind.article + name + ": " +
                      reason_of(seen));
}

}  // namespace

const char* kind_of_key(KeyType type) {
  switch (type) {
    case KeyType::rsa:
      return "RSA";
    case KeyType::ec:
      return "ECDSA";
    case KeyType::ed25519:
      return "Ed25519";
    case KeyType::ed448:
      return "Ed448";
    case KeyType::dsa:
      return "DSA";
    case KeyType::other:
      break;
  }
  return "other";
}

Findings judge_both_keys(const Case& c) {
  if (!c.target.both_keys) {
    return just(not_applicable(Text("--both-keys was not given")));
  }
  Findings findings;
  bool certificate_came = sent_certificates(c.observation);
  for (const Kind& kind : kKinds) {
    for (const std::size_t index : seen_beside(c, kind.purpose)) {
      certificate_came = certificate_came || sent_certificates(c.observations[index]);
      findings.push_back(judge_kind(c, kind, index));
    }
  }
  if (!certificate_came) {
    return just(not_applicable(Text("no certificate was seen")));
  }
  if (findings.empty()) {
    return just(undetermined(Text("not known whether the server has two certificates: it was not tried")));
  }
  return findings;
}

}  // namespace checks
