#include <algorithm>

#include "checks/rules/chain.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

// Without a signature check of its own: a self-issued certificate at the end of a path is a root.
bool is_root(const Case& c, CertificateIndex index) {
  const CertificateFacts& certificate = c.certificate(index);
  return certificate.self_signed ||
         (certificate.self_issued &&
          std::any_of(c.seen.paths.begin(), c.seen.paths.end(), [index](const Path& path) {
            return !path.steps.empty() && path.steps.back().certificate == index;
          }));
}

}  // namespace

// RFC 8446, 4.4.2: "a certificate that specifies a trust anchor MAY be omitted from the chain, provided that
// supported peers are known to possess it"
Findings judge_root_sent(const Case& c) {
  if (c.seen.sent.size() < 2) {
    return just(not_applicable(Text("only one certificate is ") + bringer(c).there));
  }
  for (std::size_t i = 1; i < c.seen.sent.size(); ++i) {
    const std::optional<CertificateIndex> index = c.seen.sent[i].certificate;
    if (!index || index == c.seen.leaf() || !is_root(c, *index)) {
      continue;
    }
    const CertificateFacts& root = c.certificate(*index);
    Finding finding = remark(Text("the root ") + quoted(root) + " is " + bringer(c).there +
                             ": clients take their own copy, removing it saves " +
                             std::to_string(root.der.size()) + " bytes per connection");
    return just(about(root, std::move(finding)));
  }
  return just(pass(Text("no root is ") + bringer(c).there));
}

}  // namespace checks
