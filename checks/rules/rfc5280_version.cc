#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5280, 4.1.2.1: "When extensions are used, as expected in this profile, version MUST be 3".
Complaint complaint(const Inspected& one) {
  constexpr int kVersionWithExtensions = 3;
  if (one.facts.version >= kVersionWithExtensions || one.facts.extensions.empty()) {
    return {};
  }
  return Text("has extensions, which its version ") + std::to_string(one.facts.version) + " does not have";
}

}  // namespace

Findings judge_rfc5280_version(const Case& c) {
  return inspect(c, Requirements::rfc5280, complaint, "certificates with extensions are of version 3");
}

}  // namespace checks
