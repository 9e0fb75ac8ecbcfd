#include "checks/probe_report.h"

#include <string>

#include "checks/rules/rule.h"

namespace checks {
namespace {

using plugin::Text;

constexpr std::size_t kMaxLines = 40;  // 20 addresses (address_report.cc), two kinds

bool is_of_keys(const Observation& one) {
  return one.purpose == Purpose::rsa || one.purpose == Purpose::ecdsa;
}

bool is_of_versions(const Observation& one) { return one.purpose == Purpose::version_probe; }

Text why_not(const Observation& seen) {
  if (!seen.failure) {
    return Text("no answer");
  }
  const bool is_plain = seen.failure->stage == Stage::handshake;
  return (is_plain ? Text() : Text(word(seen.failure->stage)) + ": ") +
         Text::bounded(seen.failure->text, kMaxReason);
}

// "RSA", "RSA at 192.0.2.7".
Text with_address(Text name, const Observation& seen, const Checked& checked) {
  return checked.verdict.addresses.size() > 1 ? name + " at " + Text::bounded(seen.address, 60) : name;
}

Text key_line(std::size_t index, const Checked& checked, const plugin::Calendar& calendar) {
  const Observation& seen = checked.evidence.observations[index];
  const Text name(seen.purpose == Purpose::rsa ? "RSA" : "ECDSA");
  const Text line = Text("  ") + with_address(name, seen, checked) + ": ";
  if (const auto leaf = checked.facts.observations[index].leaf()) {
    const CertificateFacts& certificate = checked.facts.certificates[*leaf];
    return line + quoted(certificate) + " " + expiry_in_words(certificate.not_after, checked.now, calendar) +
           ", " + Text::bounded(certificate.key.name, 60);
  }
  return line + "not seen: " + why_not(seen);
}

Text version_line(std::size_t index, const Checked& checked, const plugin::Calendar&) {
  const Observation& seen = checked.evidence.observations[index];
  const Text name(seen.offered ? word(*seen.offered) : "?");
  const Text line = Text("  ") + with_address(name, seen, checked) + ": ";
  const bool has_answer = seen.handshake && !seen.handshake->version.empty();
  return has_answer ? line + "the server chose " + Text::bounded(seen.handshake->version, 60)
                    : line + why_not(seen);
}

void add_all(const char* title, bool (*is_wanted)(const Observation&),
             Text (*line)(std::size_t, const Checked&, const plugin::Calendar&), const Checked& checked,
             const plugin::Calendar& calendar, std::vector<Text>& lines) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < checked.evidence.observations.size(); ++i) {
    if (!is_wanted(checked.evidence.observations[i])) {
      continue;
    }
    if (count++ == 0) {
      lines.emplace_back(title);
    }
    if (count <= kMaxLines) {
      lines.push_back(line(i, checked, calendar));
    }
  }
  if (count > kMaxLines) {
    lines.push_back(Text("  ... and ") + std::to_string(count - kMaxLines) + " more");
  }
}

}  // namespace

void add_probes(const Checked& checked, const plugin::Calendar& calendar, std::vector<Text>& lines) {
  add_all("Certificates, by kind of key:", is_of_keys, key_line, checked, calendar, lines);
  add_all("Versions, tried one by one:", is_of_versions, version_line, checked, calendar, lines);
}

}  // namespace checks
