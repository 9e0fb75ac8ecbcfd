#include <algorithm>

#include "checks/rules/rules.h"
#include "plugin/ascii.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

constexpr std::size_t kNamesShown = 2;  // of the certificate's, which may have hundreds

// The way clients did it before they stopped looking at the common name (RFC 2818, 3.1).
bool common_name_covers(std::string_view common_name, std::string_view name) {
  if (plugin::equal_ignoring_case(common_name, name)) {
    return true;
  }
  const std::size_t dot = name.find('.');
  return common_name.starts_with("*.") && dot != std::string_view::npos &&
         plugin::equal_ignoring_case(common_name.substr(1), name.substr(dot));
}

std::vector<std::string> own_names(const CertificateFacts& leaf) {
  std::vector<std::string> names = leaf.dns_names;
  names.insert(names.end(), leaf.ip_addresses.begin(), leaf.ip_addresses.end());
  return names;
}

std::vector<std::string> uncovered(const Case& c) {
  std::vector<std::string> names;
  for (const NameFact& fact : c.seen.names) {
    if (!fact.covered_by) {
      names.push_back(fact.name);
    }
  }
  return names;
}

// RFC 9525, 6.2: the client seeks a match among the subject alternative names; "the Common Name RDN MUST NOT
// be used".
Text why_not(const CertificateFacts& leaf, const std::vector<std::string>& missing) {
  const Text wanted = quoted_list(missing, kNamesShown);
  const bool is_in_common_name =
      std::all_of(missing.begin(), missing.end(),
                  [&leaf](const std::string& name) { return common_name_covers(leaf.common_name, name); });
  if (is_in_common_name) {
    return Text("certificate names ") + wanted +
           " in its common name only, which no client accepts any more: reissue it with a subject "
           "alternative name";
  }
  const std::vector<std::string> names = own_names(leaf);
  if (names.empty()) {
    return Text("certificate has no subject alternative name for a host: no client accepts it for ") + wanted;
  }
  return Text("certificate is not for ") + wanted + " but for " + quoted_list(names, kNamesShown);
}

Finding covered(const Case& c) {
  const NameFact& first = c.seen.names.front();
  if (c.seen.names.size() > 1) {
    return pass(Text("certificate covers all ") + std::to_string(c.seen.names.size()) + " names");
  }
  Text text = Text("certificate covers ") + quoted(first.name);
  if (!plugin::equal_ignoring_case(*first.covered_by, first.name)) {
    text += Text(" by ") + quoted(*first.covered_by);
  }
  return pass(std::move(text));
}

}  // namespace

Findings judge_name_match(const Case& c) {
  if (c.seen.names.empty()) {
    return just(not_applicable(Text("no name to match")));
  }
  const std::vector<std::string> missing = uncovered(c);
  if (missing.empty()) {
    return just(covered(c));
  }
  Finding finding = about(*c.leaf(), problem(plugin::Status::critical, why_not(*c.leaf(), missing)));
  for (const std::string& name : missing) {
    finding.values.emplace_back("not_covered", Text(name));
  }
  return just(std::move(finding));
}

}  // namespace checks
