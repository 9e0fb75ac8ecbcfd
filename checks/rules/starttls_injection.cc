#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

constexpr std::size_t kBytesShown = 40;

Text preview(const Bytes& bytes) {
  return Text("'") + Text::bounded({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, kBytesShown) +
         "'";
}

}  // namespace

// RFC 3207, 6: what was said before TLS must be discarded. A server that answers before TLS what it was sent
// in the clear would take an attacker's commands into the protected session.
Findings judge_starttls_injection(const Case& c) {
  const Bytes& injected = c.observation.injected;
  if (!injected.empty()) {
    const std::string count = std::to_string(injected.size());
    Finding finding = problem(plugin::Status::warning,
                              Text(count + (injected.size() == 1 ? " byte" : " bytes")) +
                                  " in clear came between STARTTLS and TLS: the server is open to command "
                                  "injection (CVE-2011-0411 class), update it; it said " +
                                  preview(injected));
    finding.values.emplace_back("bytes", Text(count));
    return just(std::move(finding));
  }
  if (!c.observation.handshake || !c.observation.timings.starttls) {
    return just(not_applicable(Text("no STARTTLS took place")));
  }
  return just(pass(Text("nothing came between STARTTLS and TLS")));
}

}  // namespace checks
