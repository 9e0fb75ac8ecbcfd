#include <algorithm>

#include "checks/rules/rules.h"
#include "plugin/ascii.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

constexpr std::size_t kNamesShown = 2;

// ASCII case only: an issuer's other characters are compared as bytes.
bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return plugin::lower(a) == plugin::lower(b); }) != text.end() ||
         part.empty();
}

}  // namespace

Findings judge_expected_issuer(const Case& c) {
  const std::vector<std::string>& wanted = c.policy.issuers;
  if (wanted.empty()) {
    return just(not_applicable(Text("no issuer is expected")));
  }
  const CertificateFacts& leaf = *c.leaf();
  const Text issuer = leaf.issuer.empty() ? Text("an issuer without a name") : quoted(leaf.issuer);
  if (std::any_of(wanted.begin(), wanted.end(),
                  [&leaf](const std::string& part) { return contains(leaf.issuer, part); })) {
    return just(pass(Text("certificate is issued by ") + issuer));
  }
  Finding finding = problem(plugin::Status::critical, Text("certificate is issued by ") + issuer +
                                                          ", not by " + quoted_list(wanted, kNamesShown));
  finding.values.emplace_back("issuer", Text(leaf.issuer));
  return just(about(leaf, std::move(finding)));
}

}  // namespace checks
