#include "checks/rules/chain.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

Findings judge_self_signed(const Case& c) {
  const CertificateFacts& leaf = *c.leaf();
  const Chain chain = chain_in_use(c);
  const bool is_trusted = chain.path != nullptr;
  // A self-signed certificate "may be verified by its own public key" (RFC 5280, 3.2): that proves nothing.
  if (!leaf.self_signed && !(leaf.self_issued && is_trusted && chain.steps.size() == 1)) {
    return just(pass(Text("certificate is issued by ") + quoted_issuer(leaf)));
  }
  if (is_trusted) {
    return just(about(leaf, remark(Text("certificate is self-signed, and trusted by ") + store_name(c))));
  }
  if (c.policy.allow_self_signed) {
    return just(about(leaf, remark(Text("certificate is self-signed, as allowed"))));
  }
  Finding finding =
      about(leaf, problem(plugin::Status::critical,
                          Text("certificate is self-signed and not in ") + store_name(c) +
                              ": replace it by one from a CA, or allow it with --allow-self-signed"));
  finding.values.emplace_back("sha256_fingerprint", Text(leaf.sha256_fingerprint));
  return just(std::move(finding));
}

}  // namespace checks
