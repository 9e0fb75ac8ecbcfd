#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// BR 7.1.2.7.8: in a server's certificate "cA MUST be FALSE".
Complaint complaint(const Inspected& one) {
  return one.is_leaf && one.facts.is_ca() ? Complaint(Text("is a CA, not a server's")) : Complaint();
}

}  // namespace

Findings judge_webpki_end_entity_ca(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "the server's certificate is no CA");
}

}  // namespace checks
