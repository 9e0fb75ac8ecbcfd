#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.1.2.6: "If the subject is a CA [...] then the subject field MUST be populated with a non-empty
// distinguished name"; 4.1.2.4: "The issuer field MUST contain a non-empty distinguished name"; 4.2.1.6: "If
// the subject field contains an empty sequence, then the issuing CA MUST include a subjectAltName extension
// that is marked as critical."
Complaint complaint(const Inspected& one) {
  const CertificateFacts& facts = one.facts;
  if (facts.issuer.empty()) {
    return Text("has an empty issuer");
  }
  if (!facts.subject.empty()) {
    return {};
  }
  if (one.is_ca()) {
    return Text("is a CA with an empty subject");
  }
  if (!facts.has_san) {
    return Text("has neither a subject nor an alternative name");
  }
  return facts.san_critical ? Complaint()
                            : Text("has an empty subject, and its alternative names are not critical");
}

}  // namespace

Findings judge_rfc5280_empty_subject(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint, "subjects and issuers are named");
}

}  // namespace checks
