#include "checks/rules/expiry.h"
#include "checks/rules/rules.h"

namespace checks {

Findings judge_leaf_expiry(const Case& c) {
  const CertificateFacts* leaf = c.leaf();
  if (leaf == nullptr) {
    return just(undetermined(unparsable_leaf(c).front().text));
  }
  return just(judge_expiry(c, *leaf, plugin::Text("certificate"), c.policy.leaf));
}

}  // namespace checks
