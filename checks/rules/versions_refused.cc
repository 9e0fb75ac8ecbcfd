#include <algorithm>

#include "checks/rules/beside.h"
#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

enum class Answer { accepted, refused, unknown };

// A ServerHello decides by its version: RFC 5246, E.1: "If a TLS server receives a ClientHello containing a
// version number greater than the highest version supported by the server, it MUST reply according to the
// highest version supported by the server". An alert is a refusal whatever it says: protocol_version (RFC
// 8446, 6.2) is sent by some servers only.
Answer answer_of(const Case& c, const Observation& probe) {
  const std::string chosen = probe.handshake ? probe.handshake->version : "";
  if (!chosen.empty()) {
    return probe.offered && chosen == word(*probe.offered) ? Answer::accepted : Answer::refused;
  }
  return is_refusal(c.observation, probe) ? Answer::refused : Answer::unknown;
}

using Names = std::vector<std::string>;

// Versions of which it is not known, for one reason.
struct Unknown {
  Text reason;
  Names versions;
};

struct Sorted {
  Names accepted;
  Names refused;
  std::vector<Unknown> unknown;

  void add_unknown(const char* version, Text reason) {
    const auto same =
        std::ranges::find_if(unknown, [&](const Unknown& one) { return one.reason.line() == reason.line(); });
    if (same == unknown.end()) {
      unknown.push_back({std::move(reason), {version}});
    } else {
      same->versions.emplace_back(version);
    }
  }
};

void sort_in(const Case& c, TlsVersion version, const std::vector<std::size_t>& probes, Sorted& sorted) {
  const auto probe =
      std::ranges::find_if(probes, [&](std::size_t i) { return c.observations[i].offered == version; });
  if (probe == probes.end()) {
    return sorted.add_unknown(word(version), Text("it was not tried"));
  }
  const Observation& seen = c.observations[*probe];
  switch (answer_of(c, seen)) {
    case Answer::accepted:
      sorted.accepted.emplace_back(word(version));
      break;
    case Answer::refused:
      sorted.refused.emplace_back(word(version));
      break;
    case Answer::unknown:
      sorted.add_unknown(word(version), reason_of(seen));
      break;
  }
}

// "SSLv3, TLSv1 and TLSv1.1"
Text listed(const Names& names) {
  Text list;
  for (std::size_t i = 0; i < names.size(); ++i) {
    list += Text(i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return list;
}

}  // namespace

Findings judge_versions_refused(const Case& c) {
  if (c.target.refuse.empty()) {
    return just(not_applicable(Text("--refuse was not given")));
  }
  const std::vector<std::size_t> probes = seen_beside(c, Purpose::version_probe);
  if (probes.empty() && !c.observation.handshake) {
    return just(not_applicable(Text("there was no connection")));
  }
  Sorted sorted;
  for (const TlsVersion version : c.target.refuse) {
    sort_in(c, version, probes, sorted);
  }
  const bool has_failed =
      c.observation.failure && (!c.observation.handshake || c.observation.handshake->version.empty());
  if (has_failed && sorted.accepted.empty() && sorted.refused.empty()) {  // told by reachable
    return just(not_applicable(Text("there was no handshake")));
  }
  Findings findings;
  for (const Unknown& one : sorted.unknown) {
    findings.push_back(undetermined(Text("not known whether the server refuses ") + listed(one.versions) +
                                    ": " + one.reason));
  }
  if (!sorted.accepted.empty()) {
    Finding finding = problem(plugin::Status::critical,
                              Text("the server still accepts ") + listed(sorted.accepted) + ": switch " +
                                  (sorted.accepted.size() == 1 ? "it" : "them") + " off");
    finding.values.emplace_back("versions", listed(sorted.accepted));
    findings.push_back(std::move(finding));
  } else if (!sorted.refused.empty()) {
    findings.push_back(pass(Text("the server refuses ") + listed(sorted.refused)));
  }
  return findings;
}

}  // namespace checks
