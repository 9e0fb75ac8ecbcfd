// Thresholds on the time that is left: one language for every program.
//
//   20          alert when less than 20 days are left          (a bare number is days; w d h m s; 1.5d, 36h)
//   25%         ... less than 25 % of the certificate's lifetime
//   30,25%      several: the smallest counts
//   auto        warning: min(20 d, 25 %), critical: min(7 d, 10 %)
//   20:  36h:   a Nagios range: alert outside of it; ends may have units; `~` is minus infinity
//               and may be percentages; a bare end takes days; an absent start is 0
//   10:20d      alert below 10 days and above 20 days; `@10:20d` alerts inside, ends included
//
// Blanks around a number are ignored. Numbers have at most six decimals and no sign. Where a percentage makes
// a range's end lie before its start, its end counts as its start.
//
// "Less than" is meant to the second: at exactly 20 days `20` does not alert. `0` alerts once the time is
// up and not before. Time left is not_after - now; a certificate is valid through its last second (RFC
// 5280, 4.1.2.5), so a negative number means expired.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/result.h"

namespace plugin {

// A threshold in seconds, ready to compare. No value at an end means infinity.
struct Range {
  std::optional<std::chrono::seconds> low;
  std::optional<std::chrono::seconds> high;
  bool alert_inside = false;

  bool alerts(std::chrono::seconds left) const;

  // As perfdata has it, in seconds: "1728000:", "864000:1728000", "@...", "~:5".
  std::string perfdata() const;

  friend bool operator==(const Range&, const Range&) = default;
};

// "Less than `low` left."
Range at_least(std::chrono::seconds low);

class Threshold {
 public:
  // `auto`.
  Threshold() = default;

  // The error says what was read and what is taken; it does not name the option. A negative bare number, a
  // percentage above 100, a unit that is none, an end before its start, and anything above 100,000 days are
  // errors.
  static Result<Threshold> parse(std::string_view text);

  bool is_auto() const { return kind_ == Kind::automatic; }

  // The bare absolute value in seconds if this is just one or several of these, for comparing -w with -c.
  std::optional<std::chrono::seconds> absolute() const;

 private:
  friend struct Thresholds;
  enum class Kind { automatic, terms, range };
  struct Term {
    std::chrono::milliseconds absolute{0};  // used when there is no share
    std::int64_t share = -1;                // of the lifetime, in millionths of a percent

    // Rounded so that comparing whole seconds gives what comparing exactly would: up for "less than", down
    // for "more than". A share of the lifetime is always rounded down.
    std::chrono::seconds low(std::chrono::seconds lifetime) const;
    std::chrono::seconds high(std::chrono::seconds lifetime) const;
  };
  Kind kind_ = Kind::automatic;
  std::vector<Term> terms_;  // of Kind::terms
  std::optional<Term> low_;  // of Kind::range, as are those below
  std::optional<Term> high_;
  bool alert_inside_ = false;

  static Result<Term> parse_term(std::string_view text);
  static Result<Threshold> parse_list(std::string_view text);
  static Result<Threshold> parse_range(std::string_view text);
  Range resolve(std::chrono::seconds lifetime, const Range& automatic) const;
};

// A warning and a critical threshold together. If only one of them is given, the `auto` one never alerts in
// the wrong order: with -w 5, critical is at most 5 days; with -c 30, warning is at least 30 days.
struct Thresholds {
  Threshold warning;
  Threshold critical;

  struct Resolved {
    Range warning;
    Range critical;
  };
  // For a certificate that lives for `lifetime` (not_after - not_before).
  Resolved resolve(std::chrono::seconds lifetime) const;

  // An error if both are absolute and the warning is below the critical one.
  Result<Done> check_order() const;
};

}  // namespace plugin
