#include <algorithm>

#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

constexpr std::size_t kSha1Digits = 40;

bool is_sha1(const std::string& fingerprint) { return fingerprint.size() == kSha1Digits; }

}  // namespace

Findings judge_expected_fingerprint(const Case& c) {
  const std::vector<std::string>& wanted = c.policy.fingerprints;
  if (wanted.empty()) {
    return just(not_applicable(Text("no fingerprint is expected")));
  }
  const CertificateFacts& leaf = *c.leaf();
  const auto came = [&leaf](const std::string& like) -> const std::string& {
    return is_sha1(like) ? leaf.sha1_fingerprint : leaf.sha256_fingerprint;
  };
  if (std::any_of(wanted.begin(), wanted.end(),
                  [&came](const std::string& one) { return came(one) == one; })) {
    return just(pass(Text("certificate has the expected fingerprint")));
  }
  const std::string& actual = came(wanted.front());
  Finding finding = problem(plugin::Status::critical, Text("certificate is not the expected one: its ") +
                                                          (is_sha1(wanted.front()) ? "SHA-1" : "SHA-256") +
                                                          " fingerprint is " + actual);
  finding.values.emplace_back("fingerprint", Text(actual));
  return just(about(leaf, std::move(finding)));
}

}  // namespace checks
