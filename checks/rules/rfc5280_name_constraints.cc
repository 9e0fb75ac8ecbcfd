#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.2.1.10: "The name constraints extension, which MUST be used only in a CA certificate";
// "Conforming CAs MUST mark this extension as critical", "MUST NOT issue certificates where name constraints
// is an empty sequence"; "minimum MUST be zero, and maximum MUST be absent".
Complaint complaint(const Inspected& one) {
  if (!one.facts.extensions.has(ExtensionKind::name_constraints)) {
    return {};
  }
  if (!one.facts.is_ca()) {
    return Text("has name constraints but is no CA");
  }
  if (!one.facts.critical_extensions.has(ExtensionKind::name_constraints)) {
    return Text("has name constraints that are not critical");
  }
  const auto& constraints = one.facts.name_constraints;
  if (!constraints || constraints->is_unusable) {
    return Text("has name constraints that cannot be read");
  }
  if (constraints->permitted.empty() && constraints->excluded.empty()) {
    return Text("has name constraints without a name");
  }
  return {};
}

}  // namespace

Findings judge_rfc5280_name_constraints(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint, "name constraints are critical and only in CAs");
}

}  // namespace checks
