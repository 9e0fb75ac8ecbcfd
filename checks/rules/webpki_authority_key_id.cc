#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// BR 7.1.2.11.1, of a root 7.1.2.1.3: keyIdentifier MUST be present, "authorityCertIssuer MUST NOT be
// present", "authorityCertSerialNumber MUST NOT be present". A root may leave the extension out.
Complaint complaint(const Inspected& one) {
  const CertificateFacts& facts = one.facts;
  if (facts.authority_key_id_names_issuer) {
    return Text("names its issuer's issuer or serial number in its authority key identifier");
  }
  if (facts.extensions.has(ExtensionKind::authority_key_id) && facts.authority_key_id.empty()) {
    return Text("has an authority key identifier without a key identifier");
  }
  return {};
}

}  // namespace

Findings judge_webpki_authority_key_id(const Case& c) {
  return inspect(c, Requirements::webpki, complaint,
                 "authority key identifiers hold a key identifier and nothing else");
}

}  // namespace checks
