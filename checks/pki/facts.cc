#include "checks/pki/facts.h"

#include <algorithm>
#include <string_view>

#include "checks/pki/distinguished_name.h"

namespace checks {

bool CertificateFacts::is_public() const {
  // CA/Browser Forum, certificate policies: domain, organization, individual and extended validation.
  constexpr std::string_view kForumPolicies = "2.23.140.1.";
  return has_embedded_scts || std::ranges::any_of(policies, [kForumPolicies](const std::string& policy) {
           return std::string_view(policy).starts_with(kForumPolicies);
         });
}

std::string CertificateFacts::display_name() const {
  constexpr std::size_t kMaxDisplayName = 100;
  const auto shown = [kMaxDisplayName](std::string_view text) { return bounded_text(text, kMaxDisplayName); };
  if (!common_name.empty()) {
    return shown(common_name);
  }
  if (!dns_names.empty()) {
    return shown(dns_names.front());
  }
  if (!ip_addresses.empty()) {
    return shown(ip_addresses.front());
  }
  return shown(subject.empty() ? "serial " + serial : subject);
}

}  // namespace checks
