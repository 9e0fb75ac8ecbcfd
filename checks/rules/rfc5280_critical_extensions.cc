#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.2.1.4: certificatePolicies is of SIZE (1..MAX); 4.2.1.11: "Conforming CAs MUST NOT issue
// certificates where policy constraints is an empty sequence." Clients read past both.
bool has_empty_policies(const CertificateFacts& facts) {
  using enum ExtensionKind;
  const PolicyConstraints& constraints = facts.policy_constraints;
  return (facts.extensions.has(policies) && facts.policies.empty()) ||
         (facts.extensions.has(policy_constraints) && !constraints.require_explicit &&
          !constraints.inhibit_mapping);
}

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
  if (has_empty_policies(facts)) {
    return Text("has certificate policies, or constraints on them, that are empty or cannot be read");
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
