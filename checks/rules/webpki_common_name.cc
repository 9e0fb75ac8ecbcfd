#include <algorithm>
#include <vector>

#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

bool has(const std::vector<std::string>& names, const std::string& wanted) {
  return std::ranges::find(names, wanted) != names.end();
}

// BR 7.1.4.3: "If present, this attribute MUST contain exactly one entry that is one of the values contained
// in the Certificate's subjectAltName extension", "a character-for-character copy" of it; an IPv6 address as
// RFC 5952 writes it.
Complaint complaint(const Inspected& one) {
  const CertificateFacts& facts = one.facts;
  if (!one.is_leaf || facts.common_name.empty() || has(facts.dns_names, facts.common_name) ||
      has(facts.ip_addresses, facts.common_name)) {
    return {};
  }
  return Text("has the common name ") + quoted(facts.common_name) +
         ", which is not among its alternative names";
}

}  // namespace

Findings judge_webpki_common_name(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "the common name is one of the alternative names");
}

}  // namespace checks
