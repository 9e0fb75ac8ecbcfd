#include <algorithm>
#include <utility>

#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

// The leaves of the files, each with its DER.
std::vector<const CertificateFacts*> leaves_on_disk(const Case& c) {
  std::vector<const CertificateFacts*> leaves;
  for (std::size_t i = 0; i < c.observations.size(); ++i) {
    if (const auto leaf = c.facts.observations[i].leaf(); leaf && c.observations[i].file) {
      leaves.push_back(&c.certificate(*leaf));
    }
  }
  return leaves;
}

bool share_a_name(const CertificateFacts& a, const CertificateFacts& b) {
  const auto shares = [](const std::vector<std::string>& some, const std::vector<std::string>& others) {
    return std::find_first_of(some.begin(), some.end(), others.begin(), others.end()) != some.end();
  };
  return a.subject_der == b.subject_der || shares(a.dns_names, b.dns_names) ||
         shares(a.ip_addresses, b.ip_addresses);
}

// Renewed in the same second they differ in their ends, if at all.
bool is_newer(const CertificateFacts& a, const CertificateFacts& b) {
  return std::pair(a.not_before, a.not_after) > std::pair(b.not_before, b.not_after);
}

// The one that the server's was renewed to, or from.
const CertificateFacts* kin_of(const CertificateFacts& wire,
                               const std::vector<const CertificateFacts*>& disk) {
  const CertificateFacts* kin = nullptr;
  for (const CertificateFacts* one : disk) {
    if (share_a_name(*one, wire) && (kin == nullptr || is_newer(*one, *kin))) {
      kin = one;
    }
  }
  return kin;
}

Text in_parentheses(const char* what, plugin::Time time, const Case& c) {
  return Text(" (") + what + c.calendar.date_and_time(time) + ")";
}

Text difference(const Case& c, const CertificateFacts& wire, const CertificateFacts* disk) {
  const Text where = served_label(c.observation);
  if (disk == nullptr) {
    return where + " serves another certificate, " + quoted(wire) + ", which has no name of the one on disk";
  }
  if (is_newer(*disk, wire)) {
    return Text("renewed on disk but not reloaded by ") + where + ": what it serves " +
           expiry_in_words(wire.not_after, c.now, c.calendar) + ", reload that server";
  }
  if (is_newer(wire, *disk)) {
    return where + " serves a newer certificate" + in_parentheses("valid from ", wire.not_before, c) +
           " than the one on disk" + in_parentheses("from ", disk->not_before, c) +
           ": the file is not what that server uses";
  }
  return where + " serves another certificate than the one on disk, both valid at the same time" +
         in_parentheses("", wire.not_before, c);
}

}  // namespace

Text served_label(const Observation& observation) {
  const std::string& host = observation.address.empty() ? observation.host : observation.address;
  const bool is_v6 = host.find(':') != std::string::npos;
  return Text(is_v6 ? "[" : "") + Text::bounded(host, kMaxQuoted) + (is_v6 ? "]:" : ":") +
         std::to_string(observation.port);
}

Findings judge_served_same(const Case& c) {
  if (!c.observation.handshake || c.observation.handshake->certificates.empty()) {
    return just(told_by("reachable", not_applicable(Text("no certificate was seen"))));
  }
  const std::vector<const CertificateFacts*> disk = leaves_on_disk(c);
  if (disk.empty()) {
    return just(told_by("file-readable", undetermined(Text("no certificate on disk to compare with"))));
  }
  const Bytes& wire = c.observation.handshake->certificates.front();
  if (std::any_of(disk.begin(), disk.end(), [&](const auto* leaf) { return leaf->der == wire; })) {
    return just(pass(served_label(c.observation) + " serves the certificate that is on disk"));
  }
  if (c.leaf() == nullptr) {
    return just(problem(plugin::Status::critical,
                        served_label(c.observation) + " serves a certificate that cannot be parsed"));
  }
  const CertificateFacts* kin = kin_of(*c.leaf(), disk);
  Finding finding = about(*c.leaf(), problem(plugin::Status::critical, difference(c, *c.leaf(), kin)));
  finding.values.emplace_back("served", Text(c.leaf()->sha256_fingerprint));
  finding.values.emplace_back("on_disk", Text((kin != nullptr ? kin : disk.front())->sha256_fingerprint));
  return just(std::move(finding));
}

}  // namespace checks
