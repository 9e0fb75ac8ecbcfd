#include "checks/rules/expiry.h"

namespace checks {

using plugin::Finding;
using plugin::Status;
using plugin::Text;

namespace {

// "The validity period for a certificate is the period of time from notBefore through notAfter, inclusive"
// (RFC 5280, 4.1.2.5): at not_after it is still valid, a second later it is not.
bool is_expired(std::chrono::seconds left) { return left.count() < 0; }

Finding judge_time_left(std::chrono::seconds left, const plugin::Thresholds::Resolved& limits, Text text) {
  if (is_expired(left)) {
    return problem(Status::critical, std::move(text));
  }
  const bool is_critical = limits.critical.alerts(left);
  if (!is_critical && !limits.warning.alerts(left)) {
    return pass(std::move(text));
  }
  const plugin::Range& broken = is_critical ? limits.critical : limits.warning;
  if (broken.high && left > *broken.high) {
    text += Text(", later than the threshold allows");
  }
  return problem(is_critical ? Status::critical : Status::warning, std::move(text));
}

}  // namespace

Finding judge_expiry(const Case& c, const CertificateFacts& certificate, const Text& name,
                     const plugin::Thresholds& thresholds) {
  const std::chrono::seconds left = certificate.not_after - c.now;
  Text text = name + " " + expiry_in_words(certificate.not_after, c.now, c.calendar);
  Finding finding = about(
      certificate, judge_time_left(left, thresholds.resolve(certificate.not_after - certificate.not_before),
                                   std::move(text)));
  const auto days = std::chrono::duration_cast<std::chrono::days>(left).count();
  finding.values.emplace_back("not_after", Text(plugin::rfc3339(certificate.not_after)));
  finding.values.emplace_back("days", Text(std::to_string(days)));
  return finding;
}

}  // namespace checks
