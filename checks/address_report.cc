#include "checks/address_report.h"

#include <algorithm>
#include <string>

#include "checks/rules/rule.h"

namespace checks {
namespace {

using plugin::Text;

constexpr std::size_t kMaxLines = 20;
// Each has six metrics of some 40 bytes; Nagios takes 8 kB of a plugin in all.
constexpr std::size_t kMaxMeasured = 16;

Text number(std::size_t n) { return Text(std::to_string(n)); }

Text address_line(const AddressVerdict& one, const Checked& checked, const plugin::Calendar& calendar) {
  const Observation& seen = checked.evidence.observations[one.observation];
  Text line = Text("  [") + plugin::word(one.status) + "] " + Text::bounded(seen.address, 60);
  if (seen.handshake && !seen.handshake->version.empty()) {
    line += Text(", ") + Text::bounded(seen.handshake->version, 60);
  }
  if (const auto leaf = checked.facts.observations[one.observation].leaf()) {
    const CertificateFacts& certificate = checked.facts.certificates[*leaf];
    line += Text(", ") + quoted(certificate) + " " +
            expiry_in_words(certificate.not_after, checked.now, calendar);
  } else if (seen.failure) {
    line += Text(", ") + word(seen.failure->stage) + ": " + Text::bounded(seen.failure->text, kMaxReason);
  }
  return line;
}

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::string as_label(std::string address) {
  std::ranges::replace_if(
      address, [](char c) { return !is_letter_or_digit(c); }, '_');
  return address;
}

}  // namespace

Text counted_addresses(const Verdict& verdict) {
  const std::size_t count = verdict.addresses.size();
  return count > 1 ? Text(" (") + number(count) + " addresses)" : Text();
}

void add_addresses(const Checked& checked, const plugin::Calendar& calendar, std::vector<Text>& lines) {
  const std::vector<AddressVerdict>& all = checked.verdict.addresses;
  if (all.size() < 2) {
    return;
  }
  lines.push_back(Text("Addresses, ") + number(all.size()) + ":");
  for (std::size_t i = 0; i < all.size() && i < kMaxLines; ++i) {
    lines.push_back(address_line(all[i], checked, calendar));
  }
  if (all.size() > kMaxLines) {
    lines.push_back(Text("  ... and ") + number(all.size() - kMaxLines) + " more");
  }
}

void add_address_metrics(const Checked& checked, plugin::Report& report) {
  const std::vector<AddressVerdict>& all = checked.verdict.addresses;
  if (!checked.perf_addresses || !checked.evidence.target.every_address) {
    return;
  }
  for (std::size_t i = 0; i < all.size() && i < kMaxMeasured; ++i) {
    const std::string& address = checked.evidence.observations[all[i].observation].address;
    for (plugin::Metric metric : all[i].metrics) {
      metric.label += "_" + as_label(address);
      report.metrics.push_back(std::move(metric));
    }
  }
  if (all.size() > kMaxMeasured) {
    report.details.push_back(Text("--perf-addresses: performance data of the first ") + number(kMaxMeasured) +
                             " addresses only");
  }
}

}  // namespace checks
