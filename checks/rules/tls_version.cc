#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

// Every version up to TLS 1.3 was offered, so what was negotiated is the newest that the server has. RFC
// 8996: "TLS 1.0 MUST NOT be used", nor TLS 1.1.
Findings judge_tls_version(const Case& c) {
  const std::string version = c.observation.handshake ? c.observation.handshake->version : "";
  const Text shown = Text::bounded(version, kMaxQuoted);
  const std::optional<TlsVersion> negotiated = tls_version_from_word(version);
  if (!negotiated) {
    return just(undetermined(version.empty() ? Text("no TLS version was negotiated")
                                             : Text("the TLS version is not known: ") + quoted(version)));
  }
  if (*negotiated >= c.policy.min_tls) {
    return just(pass(shown + " is negotiated"));
  }
  Finding finding = problem(plugin::Status::warning, Text("the server has nothing newer than ") + shown +
                                                         ": enable " + word(c.policy.min_tls) + " or newer");
  finding.values.emplace_back("version", shown);
  return just(std::move(finding));
}

}  // namespace checks
