#include <algorithm>
#include <string_view>

#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

constexpr const char* kServerAuth = "1.3.6.1.5.5.7.3.1";
constexpr const char* kAnyPurpose = "2.5.29.37.0";

bool has(const CertificateFacts& facts, std::string_view purpose) {
  return std::ranges::find(facts.extended_key_usage, purpose) != facts.extended_key_usage.end();
}

// BR 7.1.2.7.6 and 7.1.2.7.10: in a server's certificate the extension MUST be present and not critical, hold
// id-kp-serverAuth, and MUST NOT hold anyExtendedKeyUsage; 7.1.2.2.4: in a CA's that "MUST be the only key
// usage present". Roots: webpki-root-eku.
Complaint complaint(const Inspected& one) {
  const CertificateFacts& facts = one.facts;
  if (one.is_root() && !one.is_leaf) {
    return {};
  }
  if (facts.extended_key_usage_critical) {
    return Text("marks its extended key usage critical");
  }
  if (one.is_leaf && !has(facts, kServerAuth)) {
    return Text("does not name server authentication in an extended key usage");
  }
  if (has(facts, kAnyPurpose) && (one.is_leaf || facts.extended_key_usage.size() > 1)) {
    return Text("allows any purpose in its extended key usage");
  }
  return {};
}

}  // namespace

Findings judge_webpki_extended_key_usage(const Case& c) {
  return inspect(c, Requirements::webpki, complaint,
                 "the certificate is for servers, and for no other purpose");
}

}  // namespace checks
