#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.2.1.9: "Conforming CAs MUST include this extension in all CA certificates that contain public
// keys used to validate digital signatures on certificates and MUST mark the extension as critical".
// "CAs MUST NOT include the pathLenConstraint field unless the cA boolean is asserted and the key usage
// extension asserts the keyCertSign bit."
Complaint complaint(const Inspected& one) {
  const auto& constraints = one.facts.basic_constraints;
  if (!constraints) {
    return one.is_ca() ? Complaint(Text("is a CA without basic constraints")) : Complaint();
  }
  if (!one.is_leaf && !constraints->ca) {
    return Text("is used as a CA, and its basic constraints say that it is none");
  }
  if (constraints->ca && !constraints->critical) {
    return Text("is a CA whose basic constraints are not critical");
  }
  const bool may_sign = !one.facts.key_usage || one.facts.key_usage->cert_sign();
  if (constraints->path_length && (!constraints->ca || !may_sign)) {
    return Text("has a path length but may not sign certificates");
  }
  return {};
}

}  // namespace

Findings judge_rfc5280_basic_constraints(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint,
                 "the basic constraints of every CA are there and critical");
}

}  // namespace checks
