#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// BR 7.1.2.7.12: "If the subject field of the certificate is an empty SEQUENCE, this extension MUST be marked
// critical [...] Otherwise, this extension MUST NOT be marked critical."
Complaint complaint(const Inspected& one) {
  if (one.is_leaf && one.facts.san_critical && !one.facts.subject.empty()) {
    return Text("marks its alternative names critical beside a subject");
  }
  return {};
}

}  // namespace

Findings judge_webpki_san_critical(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "alternative names are critical only without a subject");
}

}  // namespace checks
