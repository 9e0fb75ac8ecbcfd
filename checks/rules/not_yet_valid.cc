#include "checks/rules/chain.h"
#include "checks/rules/rules.h"
#include "plugin/duration.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

Finding too_early(const Case& c, const CertificateFacts& certificate, const Text& name) {
  const std::string begins = plugin::in_words(certificate.not_before - c.now) + " (" +
                             c.calendar.date_and_time(certificate.not_before) + ")";
  Finding finding = about(
      certificate, problem(plugin::Status::critical, name + " is not valid yet: it becomes so in " + begins));
  finding.values.emplace_back("not_before", Text(plugin::rfc3339(certificate.not_before)));
  return finding;
}

}  // namespace

Findings judge_not_yet_valid(const Case& c) {
  Findings findings;
  if (c.leaf()->not_before > c.now) {
    findings.push_back(too_early(c, *c.leaf(), Text("certificate")));
  }
  const Chain chain = chain_in_use(c);
  for (std::size_t i = 1; i < chain.steps.size(); ++i) {
    const CertificateFacts& certificate = c.certificate(chain.steps[i].certificate);
    if (certificate.not_before > c.now) {
      findings.push_back(too_early(c, certificate, name_in_chain(c, chain, i)));
    }
  }
  if (findings.empty()) {
    findings.push_back(pass(Text("valid since ") + c.calendar.date_and_time(c.leaf()->not_before)));
  }
  return findings;
}

}  // namespace checks
