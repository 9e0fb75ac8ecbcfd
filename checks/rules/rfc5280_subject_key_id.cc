#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.2.1.2: "this extension MUST appear in all conforming CA certificates", and "Conforming CAs MUST
// mark this extension as non-critical."
Complaint complaint(const Inspected& one) {
  if (one.facts.critical_extensions.has(ExtensionKind::subject_key_id)) {
    return Text("marks its subject key identifier critical");
  }
  if (one.is_ca() && one.facts.subject_key_id.empty()) {
    return Text("is a CA without a subject key identifier");
  }
  return {};
}

}  // namespace

Findings judge_rfc5280_subject_key_id(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint, "every CA has a subject key identifier");
}

}  // namespace checks
