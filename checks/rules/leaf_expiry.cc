#include "checks/rules/expiry.h"
#include "checks/rules/rules.h"

namespace checks {

Findings judge_leaf_expiry(const Case& c) {
  const CertificateFacts* leaf = c.leaf();
  if (leaf == nullptr) {
    Findings findings = unparsable_leaf(c);
    return teller(findings.front()) == "leaf-expiry" ? just(undetermined(findings.front().text))
                                                     : std::move(findings);
  }
  return just(judge_expiry(c, *leaf, plugin::Text("certificate"), c.policy.leaf));
}

}  // namespace checks
