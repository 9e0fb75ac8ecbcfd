#include "checks/rules/chain.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

constexpr int kRsaBits = 2048;  // BR 6.1.5: "at least 2048 bits"; NIST SP 800-57: 112 bits of security
constexpr int kRsaBrokenBits =
    kMinUsableRsaBits;           // below it factoring is within reach of anybody (RSA-829 in 2020)
constexpr int kCurveBits = 224;  // NIST SP 800-57 part 1, table 2: 112 bits of security

enum class Strength { fine, weak, broken, oversized, unknown };

Strength strength_by_bits(int bits, int fine, int weak) {
  if (bits <= 0) {
    return Strength::unknown;
  }
  return bits >= fine ? Strength::fine : bits >= weak ? Strength::weak : Strength::broken;
}

Strength strength_of(const KeyFacts& key) {
  switch (key.type) {
    case KeyType::rsa:
      return key.bits > kMaxUsableRsaBits ? Strength::oversized
                                          : strength_by_bits(key.bits, kRsaBits, kRsaBrokenBits);
    case KeyType::ec:
      return strength_by_bits(key.bits, kCurveBits, 0);
    case KeyType::ed25519:
    case KeyType::ed448:
      return Strength::fine;
    case KeyType::dsa:  // no client speaks it any more; TLS 1.3 has no DSA (RFC 8446, 4.2.3)
      return Strength::weak;
    case KeyType::other:
      break;
  }
  return Strength::unknown;
}

// OpenSSL and NSS do not compute with such keys.
Finding oversized_key(bool is_leaf, const CertificateFacts& certificate) {
  const Text name = is_leaf ? Text("certificate") : Text("intermediate ") + quoted(certificate);
  return problem(Status::critical, name + " has a key too large for clients (" +
                                       Text::bounded(certificate.key.name, kMaxQuoted) +
                                       "): have it reissued with RSA 2048 bits or ECDSA P-256");
}

Finding weak_key(bool is_leaf, const CertificateFacts& certificate, Strength strength) {
  const Text key = Text::bounded(certificate.key.name, kMaxQuoted);
  const Text text = is_leaf ? Text("certificate has a weak key (") + key +
                                  "): reissue it with a new key of RSA 2048 bits or ECDSA P-256"
                            : Text("intermediate ") + quoted(certificate) + " has a weak key (" + key +
                                  "): ask the CA for a newer chain";
  return problem(strength == Strength::broken ? Status::critical : Status::warning, text);
}

void judge_one(const Case& c, CertificateIndex index, Findings& findings) {
  const CertificateFacts& certificate = c.certificate(index);
  const Strength strength = strength_of(certificate.key);
  if (strength == Strength::fine) {
    return;
  }
  const bool is_leaf = index == c.seen.leaf();
  const Text name = is_leaf ? Text("certificate") : Text("intermediate ") + quoted(certificate);
  Finding finding = strength == Strength::oversized ? oversized_key(is_leaf, certificate)
                    : strength == Strength::unknown
                        ? undetermined(name + " has a key whose strength is not known (" +
                                       Text::bounded(certificate.key.name, kMaxQuoted) + ")")
                        : weak_key(is_leaf, certificate, strength);
  finding.values.emplace_back("key", Text(certificate.key.name));
  finding.values.emplace_back("bits", Text(std::to_string(certificate.key.bits)));
  findings.push_back(about(certificate, std::move(finding)));
}

}  // namespace

Findings judge_key_strength(const Case& c) {
  Findings findings;
  for (const CertificateIndex index : leaf_and_intermediates(c)) {
    judge_one(c, index, findings);
  }
  if (findings.empty()) {
    findings.push_back(pass(Text("certificate has a strong key (") + c.leaf()->key.name + ")"));
  }
  return findings;
}

}  // namespace checks
