#include <algorithm>
#include <string_view>
#include <vector>

#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

// A URL of plain HTTP with a host and without blanks or control characters.
bool is_well_formed(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  const bool has_host = url.starts_with(kScheme) && url.size() > kScheme.size() &&
                        std::string_view("/?#:@").find(url[kScheme.size()]) == std::string_view::npos;
  return has_host && std::ranges::all_of(url, [](char ch) { return ch > ' ' && ch < 0x7f; });
}

// BR 7.1.2.7.7, of a CA 7.1.2.10.3: "each AccessDescription MUST only contain a permitted accessMethod, as
// detailed below, and each accessLocation MUST be encoded as the specified GeneralName type": an HTTP URL of
// an OCSP responder or of the issuer's certificate.
Complaint complaint(const Inspected& one) {
  const CertificateFacts& facts = one.facts;
  if (facts.malformed_extensions.has(ExtensionKind::authority_information)) {
    return Text("has a malformed authority information access");
  }
  if (facts.has_odd_access_description) {
    return Text("has an entry in its authority information access that is neither OCSP nor issuer by URL");
  }
  for (const std::vector<std::string>* urls : {&facts.ca_issuer_urls, &facts.ocsp_urls}) {
    const auto bad = std::ranges::find_if_not(*urls, is_well_formed);
    if (bad != urls->end()) {
      return Text("has in its authority information access ") + quoted(*bad) + ", which is no HTTP URL";
    }
  }
  return {};
}

}  // namespace

Findings judge_webpki_aia(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "the authority information access holds HTTP URLs");
}

}  // namespace checks
