#include <algorithm>

#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

Findings judge_pin(const Case& c) {
  if (c.policy.pins.empty()) {
    return just(not_applicable(Text("no key is pinned")));
  }
  const CertificateFacts& leaf = *c.leaf();
  // RFC 7469, 2.4: the hash is over the DER of the SubjectPublicKeyInfo, so a renewal with the same key keeps
  // its pin.
  const std::string& came = leaf.key.spki_sha256;
  if (std::find(c.policy.pins.begin(), c.policy.pins.end(), came) != c.policy.pins.end()) {
    return just(pass(Text("certificate has a pinned key")));
  }
  Finding finding =
      problem(plugin::Status::critical, Text("certificate has another key than pinned: sha256//") + came);
  finding.values.emplace_back("pin", Text("sha256//") + came);
  return just(about(leaf, std::move(finding)));
}

}  // namespace checks
