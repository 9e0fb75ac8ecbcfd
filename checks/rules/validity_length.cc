#include <algorithm>

#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

using std::chrono::sys_days;
using namespace std::chrono_literals;

struct Limit {
  Time issued_from;
  int days;
};

// Baseline Requirements 6.3.2 (ballots 193, SC-022 by the browsers' own rule, SC-081), newest first. Before
// the first date the limit was 39 months: such certificates have long expired.
constexpr Limit kLimits[] = {
    {sys_days{2029y / 3 / 15}, 47}, {sys_days{2027y / 3 / 15}, 100}, {sys_days{2026y / 3 / 15}, 200},
    {sys_days{2020y / 9 / 1}, 398}, {sys_days{2018y / 3 / 1}, 825},
};

constexpr std::int64_t kDay = 86'400;  // BR 6.3.2: "a day is measured as 86,400 seconds"

// "from notBefore through notAfter, inclusive" (RFC 5280, 4.1.2.5): both ends count.
std::int64_t seconds_of(const CertificateFacts& leaf) {
  return (leaf.not_after - leaf.not_before).count() + 1;
}

// "Any amount of time greater than this, including fractional seconds, shall represent an additional day."
std::int64_t begun_days(std::int64_t seconds) { return (seconds + kDay - 1) / kDay; }

std::optional<int> limit_by_date(Time issued) {
  for (const Limit& limit : kLimits) {
    if (issued >= limit.issued_from) {
      return limit.days;
    }
  }
  return std::nullopt;
}

Finding compare(const CertificateFacts& leaf, int allowed, std::string_view why) {
  const std::int64_t days = begun_days(seconds_of(leaf));
  const std::string lives = std::to_string(days) + (days == 1 ? " day" : " days");
  if (seconds_of(leaf) <= allowed * kDay) {
    return pass(Text("certificate is valid for " + lives + ", allowed are " + std::to_string(allowed)));
  }
  Finding finding =
      problem(plugin::Status::warning,
              Text("certificate is valid for " + lives + ", allowed are " + std::to_string(allowed)) + why);
  finding.values.emplace_back("days", Text(std::to_string(days)));
  finding.values.emplace_back("allowed_days", Text(std::to_string(allowed)));
  return about(leaf, std::move(finding));
}

Finding judge_by_date(const CertificateFacts& leaf) {
  if (!leaf.is_public()) {
    return not_applicable(Text("certificate is not under the rules for public ones"));
  }
  const std::optional<int> allowed = limit_by_date(leaf.not_before);
  if (!allowed) {
    return not_applicable(Text("certificate was issued before there were limits in days"));
  }
  return compare(leaf, *allowed, " for a public one of its date: browsers may refuse it, reissue it");
}

}  // namespace

Findings judge_validity_length(const Case& c) {
  const CertificateFacts& leaf = *c.leaf();
  if (c.policy.max_validity.kind == MaxValidity::Kind::off) {
    return just(not_applicable(Text("switched off by --max-validity")));
  }
  if (leaf.not_after < leaf.not_before) {
    return just(undetermined(Text("certificate ends before it begins")));
  }
  if (c.policy.max_validity.kind == MaxValidity::Kind::days) {
    return just(compare(leaf, c.policy.max_validity.days, " by --max-validity"));
  }
  return just(judge_by_date(leaf));
}

}  // namespace checks
