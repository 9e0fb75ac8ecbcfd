#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// BR 6.1.5: RSA with a modulus of at least 2048 bits, "evenly divisible by 8"; ECDSA on P-256, P-384 or
// P-521. "No other algorithms or key sizes are permitted."
Complaint complaint(const Inspected& one) {
  constexpr int kMinRsaBits = 2048;
  const KeyFacts& key = one.facts.key;
  const bool is_good_rsa = key.type == KeyType::rsa && key.bits >= kMinRsaBits && key.bits % 8 == 0;
  const bool is_good_curve =
      key.type == KeyType::ec && (key.curve == "P-256" || key.curve == "P-384" || key.curve == "P-521");
  if (is_good_rsa || is_good_curve) {
    return {};
  }
  return Text("has a key of a kind that public certificates may not have (") +
         Text::bounded(key.name, kMaxQuoted) + ")";
}

}  // namespace

Findings judge_webpki_key_type(const Case& c) {
  return inspect(c, Requirements::webpki, complaint,
                 "all keys are RSA of 2048 bits or more, or on P-256, P-384 or P-521");
}

}  // namespace checks
