#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// BR 7.1.2.1.2: in a root's certificate extKeyUsage MUST NOT be present.
Complaint complaint(const Inspected& one) {
  if (one.is_root() && !one.is_leaf && one.facts.extensions.has(ExtensionKind::extended_key_usage)) {
    return Text("is a root with an extended key usage");
  }
  return {};
}

}  // namespace

Findings judge_webpki_root_eku(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "no root has an extended key usage");
}

}  // namespace checks
