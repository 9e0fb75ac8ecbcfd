#include "plugin/calendar.h"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <optional>

#include "plugin/duration.h"

namespace plugin {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Time kFirst = std::chrono::sys_days(std::chrono::year(1) / 1 / 1);
constexpr Time kLast = std::chrono::sys_days(std::chrono::year(10000) / 1 / 1) - seconds(1);

constexpr std::size_t kMaxQuoted = 60;  // bytes of the user's text repeated in an error

Error error(std::string_view read, std::string_view why) {
  return Error{Text("\"") + Text::bounded(read, kMaxQuoted) + "\" " + why +
               "; expected a time such as 2027-01-19T14:31:48Z, 2027-01-19 23:31+09:00, 2027-01-19, "
               "1800000000 or +14d"};
}

bool take(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) {
    return false;
  }
  text.remove_prefix(1);
  return true;
}

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Exactly `count` digits.
std::optional<int> take_number(std::string_view& text, std::size_t count) {
  if (text.size() < count || !std::all_of(text.begin(), text.begin() + count, is_digit)) {
    return std::nullopt;
  }
  int number = 0;
  std::from_chars(text.data(), text.data() + count, number);
  text.remove_prefix(count);
  return number;
}

// "-" MM or ":" MM.
std::optional<int> take_part(std::string_view& text, std::string_view separator) {
  return take(text, separator) ? take_number(text, 2) : std::nullopt;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
  const std::optional<int> year = take_number(text, 4);
  const std::optional<int> month = year ? take_part(text, "-") : std::nullopt;
  const std::optional<int> day = month ? take_part(text, "-") : std::nullopt;
  if (!day) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(*month),
                                         std::chrono::day(*day)};
  return date.ok() && *year > 0 ? std::optional(std::chrono::sys_days(date)) : std::nullopt;
}

// HH:MM[:SS[.fraction]]; a fraction is dropped. Leap seconds are not taken: a certificate cannot name one.
std::optional<seconds> take_time_of_day(std::string_view& text) {
  const std::optional<int> hour = take_number(text, 2);
  const std::optional<int> minute = hour ? take_part(text, ":") : std::nullopt;
  if (!minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  seconds time = hours(*hour) + minutes(*minute);
  if (!text.starts_with(':')) {
    return time;
  }
  const std::optional<int> second = take_part(text, ":");
  if (!second || *second > 59) {
    return std::nullopt;
  }
  if (take(text, ".")) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0) {
      return std::nullopt;
    }
    text.remove_prefix(digits);
  }
  return time + seconds(*second);
}

// "Z", "+09:00".
std::optional<seconds> take_offset(std::string_view& text) {
  if (take(text, "Zz")) {
    return seconds(0);
  }
  const bool is_west = text.starts_with('-');
  if (!take(text, "+-")) {
    return std::nullopt;
  }
  const std::optional<int> hour = take_number(text, 2);
  const std::optional<int> minute = hour ? take_part(text, ":") : std::nullopt;
  if (!minute || *hour > 23 || *minute > 59) {
    return std::nullopt;
  }
  const seconds offset = hours(*hour) + minutes(*minute);
  return is_west ? -offset : offset;
}

Result<Time> in_range(Time time, std::string_view read) {
  if (time < kFirst || time > kLast) {
    return error(read, "is outside of the years 1 to 9999");
  }
  return time;
}

Result<Time> parse_rfc3339(const std::string_view whole) {
  std::string_view text = whole;
  const std::optional<std::chrono::sys_days> date = take_date(text);
  if (!date) {
    return error(whole, "is not a date that exists");
  }
  if (text.empty()) {
    return Time(*date);
  }
  const std::optional<seconds> time = take(text, "Tt ") ? take_time_of_day(text) : std::nullopt;
  if (!time) {
    return error(whole, "has no time of day (HH:MM or HH:MM:SS) behind its date");
  }
  const std::optional<seconds> offset = take_offset(text);
  if (!offset || !text.empty()) {
    return error(whole, "needs an offset from UTC at its end (Z or +09:00)");
  }
  return in_range(*date + *time - *offset, whole);
}

Result<Time> parse_distance(std::string_view whole, Time now) {
  const std::optional<std::chrono::milliseconds> distance = parse_duration(whole.substr(1), hours(24));
  if (!distance) {
    return error(whole, "is not a distance with w, d, h, m or s");
  }
  const auto whole_seconds = std::chrono::floor<seconds>(*distance);
  return in_range(now + (whole.front() == '-' ? -whole_seconds : whole_seconds), whole);
}

Result<Time> parse_epoch(std::string_view whole) {
  const std::string_view digits = whole.substr(whole.starts_with('@') ? 1 : 0);
  std::uint64_t count = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, failed] = std::from_chars(digits.data(), end, count);
  if (failed == std::errc::result_out_of_range ||
      count > static_cast<std::uint64_t>(kLast.time_since_epoch().count())) {
    return error(whole, "is outside of the years 1 to 9999");
  }
  if (failed != std::errc() || stop != end) {
    return error(whole, "is not a number of seconds");
  }
  return Time(seconds(count));
}

}  // namespace

std::string LocalCalendar::date_and_time(Time time) const {
  [[maybe_unused]] static const bool has_zone = (::tzset(), true);  // localtime_r need not do it (POSIX)
  const std::time_t count = std::clamp(time, kFirst, kLast).time_since_epoch().count();
  std::tm local{};
  if (::localtime_r(&count, &local) == nullptr) {
    return rfc3339(time);
  }
  const char* zone = *local.tm_zone == '\0' ? "UTC" : local.tm_zone;  // of a TZ that cannot be read
  // Not strftime: its %Y has as many digits as the year.
  char text[64];
  const int length = std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d %.16s", local.tm_year + 1900,
                                   local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, zone);
  return {text, static_cast<std::size_t>(std::max(length, 0))};
}

std::string rfc3339(Time time) {
  time = std::clamp(time, kFirst, kLast);
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(days);
  const std::chrono::hh_mm_ss<seconds> clock(time - days);
  char text[64];
  const int length =
      std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
                    static_cast<int>(clock.seconds().count()));
  return {text, static_cast<std::size_t>(std::max(length, 0))};
}

Result<Time> parse_time(std::string_view text, Time now) {
  if (text.starts_with('+') || text.starts_with('-')) {
    return parse_distance(text, now);
  }
  const bool is_number = !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
  return is_number || text.starts_with('@') ? parse_epoch(text) : parse_rfc3339(text);
}

}  // namespace plugin
