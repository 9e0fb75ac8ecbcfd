#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// BR 7.1.2.7.12: in a server's certificate the extension MUST be present and "MUST contain at least one
// dNSName or iPAddress GeneralName".
Complaint complaint(const Inspected& one) {
  const bool has_host = !one.facts.dns_names.empty() || !one.facts.ip_addresses.empty();
  return one.is_leaf && !has_host ? Complaint(Text("has no DNS name or address as alternative name"))
                                  : Complaint();
}

}  // namespace

Findings judge_webpki_alternative_names(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "the certificate has alternative names for hosts");
}

}  // namespace checks
