#include <algorithm>

#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

Findings judge_expected_serial(const Case& c) {
  const std::vector<std::string>& wanted = c.policy.serials;
  if (wanted.empty()) {
    return just(not_applicable(Text("no serial number is expected")));
  }
  const CertificateFacts& leaf = *c.leaf();
  if (std::find(wanted.begin(), wanted.end(), leaf.serial) != wanted.end()) {
    return just(pass(Text("certificate has the expected serial number")));
  }
  Finding finding =
      problem(plugin::Status::critical, Text("certificate is not the expected one: its serial number is ") +
                                            Text::bounded(leaf.serial, kMaxQuoted));
  finding.values.emplace_back("serial", Text(leaf.serial));
  return just(about(leaf, std::move(finding)));
}

}  // namespace checks
