#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.2.1.3: "Conforming CAs MUST include this extension in certificates that contain public keys
// that are used to validate digital signatures on other public key certificates"; "at least one of the bits
// MUST be set to 1"; "If the keyCertSign bit is asserted, then the cA bit in the basic constraints extension
// MUST also be asserted."
Complaint complaint(const Inspected& one) {
  const auto& usage = one.facts.key_usage;
  if (!usage) {
    return one.is_ca() ? Complaint(Text("is a CA without a key usage")) : Complaint();
  }
  if (usage->bits == 0) {
    return Text("has a key usage that allows nothing");
  }
  if (usage->cert_sign() && !one.facts.is_ca()) {
    return Text("may sign certificates by its key usage but is no CA");
  }
  if (one.is_ca() && !usage->cert_sign()) {
    return Text("is a CA whose key usage does not let it sign certificates");
  }
  return {};
}

}  // namespace

Findings judge_rfc5280_key_usage(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint, "key usages agree with who is a CA");
}

}  // namespace checks
