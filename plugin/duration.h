// Durations as people write and read them.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace plugin {

// "59 days", "47 hours", "90 minutes", "1 second": the largest unit of which there are at least two (so
// 47 h are hours and 48 h are 2 days), rounded towards zero. The sign is dropped.
std::string in_words(std::chrono::seconds duration);

// A decimal number with a unit w, d, h, m, s; `bare` is the length of one when there is no unit: "36h",
// "1.5d", "10". At most six decimals, exact to the millisecond. Nothing if it is not that, is negative or
// above kMaxDuration. Used by thresholds, --timeout, --at.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text, std::chrono::seconds bare);

// 273 years: beyond every certificate, and far from the ends of every clock.
inline constexpr std::chrono::seconds kMaxDuration = std::chrono::hours(24) * 100'000;

// "33.3" as 33300000: a decimal number of digits with at most six behind the point, in millionths. Exact,
// where a double is not.
std::optional<std::int64_t> parse_millionths(std::string_view text);

}  // namespace plugin
