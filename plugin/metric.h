// Performance data: numbers with thresholds, on the first line of a plugin's output.
//
// Format: the Monitoring Plugins guidelines, `label=value[unit];warn;crit;min;max`. Labels are ours (letters,
// digits, `_`), never taken from a peer. The unit is seconds, or none for a number of things; min and max are
// never written. A metric without a value is not made at all: Icinga 2 takes a `U` for an error. Numbers are
// written in the POSIX locale.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "plugin/threshold.h"

namespace plugin {

struct Metric {
  std::string label;
  std::chrono::microseconds value{};
  bool whole_seconds = false;    // "5097600s" rather than "5097600.000000s"
  std::optional<Range> warning;  // alert ranges, in seconds
  std::optional<Range> critical;
  std::optional<std::size_t> count = {};  // a number of things, in place of a time
};

// Time left: whole seconds, negative once expired.
Metric time_left(std::string label, std::chrono::seconds left, const Range& warning, const Range& critical);

// Time taken: six decimals, no thresholds.
Metric time_taken(std::string label, std::chrono::microseconds taken);

// A number of things: "endpoints=10000".
Metric counted(std::string label, std::size_t count);

// "leaf_left=5097600s;1728000:;604800: tls_time=0.012345s", empty for none.
std::string perfdata(const std::vector<Metric>& metrics);

}  // namespace plugin
