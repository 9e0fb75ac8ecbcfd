#include <algorithm>
#include <chrono>
#include <string_view>

#include "checks/rules/profile.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Text;

namespace {

constexpr std::string_view kAllowed[] = {"SHA256-RSA",    "SHA384-RSA",    "SHA512-RSA",
                                         "SHA256-RSAPSS", "SHA384-RSAPSS", "SHA512-RSAPSS",
                                         "ECDSA-SHA256",  "ECDSA-SHA384",  "ECDSA-SHA512"};

// BR 7.1.3.2.2: "If the signing key is P-256, the signature MUST use ECDSA with SHA-256", and so on.
std::string_view hash_of_curve(std::string_view curve) {
  return curve == "P-256"   ? "ECDSA-SHA256"
         : curve == "P-384" ? "ECDSA-SHA384"
         : curve == "P-521" ? "ECDSA-SHA512"
                            : "";
}

// Roots of the years when SHA-1 was allowed, whose own signature nobody relies on. No certificate of version
// 3 is older than 1996.
bool is_old_root(const Inspected& one) {
  using std::chrono::sys_days, std::chrono::year, std::chrono::January;
  const Time begun = one.facts.not_before;
  return one.is_root() && one.facts.signature_digest == SignatureDigest::sha1 &&
         begun >= sys_days(year(1996) / January / 1) && begun < sys_days(year(2016) / January / 1);
}

// BR 7.1.3.2: the algorithms that are allowed, in every certificate of the path.
Complaint complaint(const Inspected& one) {
  const std::string& algorithm = one.facts.signature_algorithm;
  const Text named = Text::bounded(algorithm, kMaxQuoted);
  if (std::ranges::find(kAllowed, algorithm) == std::end(kAllowed)) {
    return is_old_root(one) ? Complaint()
                            : Text("is signed with ") + named + ", which public certificates may not be";
  }
  const CertificateFacts* const signer = one.is_root() ? &one.facts : one.issuer;
  const std::string_view wanted = signer != nullptr ? hash_of_curve(signer->key.curve) : "";
  if (!wanted.empty() && algorithm.starts_with("ECDSA") && algorithm != wanted) {
    return Text("is signed with ") + named + " by a key on " + Text(signer->key.curve) +
           ", which must sign with " + Text(std::string(wanted));
  }
  return {};
}

}  // namespace

Findings judge_webpki_signature(const Case& c) {
  return inspect(c, Requirements::webpki, complaint, "all signatures are of an allowed algorithm");
}

}  // namespace checks
