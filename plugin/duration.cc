#include "plugin/duration.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace plugin {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct Unit {
  char letter;
  const char* singular;
  std::int64_t length;  // seconds
};

constexpr std::array<Unit, 5> kUnits = {{{'w', nullptr, 604800},
                                         {'d', "day", 86400},
                                         {'h', "hour", 3600},
                                         {'m', "minute", 60},
                                         {'s', "second", 1}}};

std::optional<seconds> unit_length(char letter) {
  for (const Unit& unit : kUnits) {
    if (unit.letter == letter) {
      return seconds(unit.length);
    }
  }
  return std::nullopt;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits only, all of them.
std::optional<std::int64_t> parse_digits(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || !is_digit(text.front()) || failed != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

}  // namespace

std::string in_words(seconds duration) {
  const std::int64_t count = duration.count();
  const std::uint64_t size =
      count < 0 ? -static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  for (const Unit& unit : kUnits) {
    const std::uint64_t number = size / static_cast<std::uint64_t>(unit.length);
    if (unit.singular != nullptr && (number >= 2 || unit.length == 1)) {
      return std::to_string(number) + " " + unit.singular + (number == 1 ? "" : "s");
    }
  }
  return {};
}

std::optional<std::int64_t> parse_millionths(std::string_view text) {
  constexpr std::size_t kDecimals = 6;
  constexpr std::int64_t kMillion = 1'000'000;
  const std::size_t point = text.find('.');
  const std::optional<std::int64_t> whole = parse_digits(text.substr(0, point));
  if (!whole || *whole > INT64_MAX / kMillion - 1) {
    return std::nullopt;
  }
  if (point == std::string_view::npos) {
    return *whole * kMillion;
  }
  std::string decimals(text.substr(point + 1));
  if (decimals.empty() || decimals.size() > kDecimals) {
    return std::nullopt;
  }
  decimals.resize(kDecimals, '0');
  const std::optional<std::int64_t> part = parse_digits(decimals);
  return part ? std::optional(*whole * kMillion + *part) : std::nullopt;
}

std::optional<milliseconds> parse_duration(std::string_view text, seconds bare) {
  if (text.empty()) {
    return std::nullopt;
  }
  seconds unit = bare;
  if (!is_digit(text.back())) {
    const std::optional<seconds> named = unit_length(text.back());
    if (!named) {
      return std::nullopt;
    }
    unit = *named;
    text.remove_suffix(1);
  }
  const std::optional<std::int64_t> number = parse_millionths(text);
  if (!number || unit <= seconds(0) || *number > kMaxDuration.count() * 1'000'000 / unit.count()) {
    return std::nullopt;
  }
  return milliseconds(*number * unit.count() / 1000);
}

}  // namespace plugin
