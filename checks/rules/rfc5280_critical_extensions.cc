#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.2: "A certificate-using system MUST reject the certificate if it encounters a critical
// extension it does not recognize"; 4.2.2.1 of the authority information: "Conforming CAs MUST mark this
// extension as non-critical"; 4.2.1.11 and 4.2.1.14 of policy constraints and inhibit any policy: "MUST mark
// [...] as critical"; 4.2: "MUST NOT include more than one instance of a particular extension".
Complaint complaint(const Inspected& one) {
  using enum ExtensionKind;
  const CertificateFacts& facts = one.facts;
  if (!facts.unknown_critical_extensions.empty()) {
    return Text("has the critical extension ") + quoted_list(facts.unknown_critical_extensions, 1) +
           ", which is unknown or cannot be read";
  }
  if (facts.repeats_extension) {
    return Text("has an extension twice");
  }
  if (facts.critical_extensions.has(authority_information)) {
    return Text("marks its authority information access critical");
  }
  for (const ExtensionKind kind : {policy_constraints, inhibit_any_policy}) {
    if (facts.extensions.has(kind) && !facts.critical_extensions.has(kind)) {
      return Text("has policy constraints that are not critical");
    }
  }
  return {};
}

}  // namespace

Findings judge_rfc5280_critical_extensions(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint,
                 "critical are the extensions that must be, and no others");
}

}  // namespace checks
