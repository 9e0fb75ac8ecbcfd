#define BOOST_TEST_MODULE calendar

#include "plugin/calendar.h"

#include <stdlib.h>
#include <time.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

using plugin::Time;
using std::chrono::seconds;

Time at(std::int64_t count) { return Time(seconds(count)); }

BOOST_AUTO_TEST_CASE(rfc3339_is_written) {
  const struct {
    std::int64_t time;
    const char* text;
  } rows[] = {
      {0, "1970-01-01T00:00:00Z"},
      {1800369108, "2027-01-19T14:31:48Z"},
      {-1, "1969-12-31T23:59:59Z"},
      {951782400, "2000-02-29T00:00:00Z"},
      {253402300799, "9999-12-31T23:59:59Z"},
      {-62135596800, "0001-01-01T00:00:00Z"},
      {INT64_MAX, "9999-12-31T23:59:59Z"},
      {INT64_MIN, "0001-01-01T00:00:00Z"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.time) { BOOST_TEST(plugin::rfc3339(at(row.time)) == row.text); }
  }
}

BOOST_AUTO_TEST_CASE(local_time_names_its_zone) {
  const struct {
    const char* zone;
    std::int64_t time;
    const char* text;
  } rows[] = {
      {"JST-9", 1800369108, "2027-01-19 23:31 JST"},
      {"UTC0", 1800369108, "2027-01-19 14:31 UTC"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", 1784000000, "2026-07-14 05:33 CEST"},
      {"CET-1CEST,M3.5.0,M10.5.0/3", 1800369108, "2027-01-19 15:31 CET"},
      {"<+0545>-5:45", 1800369108, "2027-01-19 20:16 +0545"},
      {"<a|b>3", 1800369108, "2027-01-19 14:31 UTC"},
      {"/dev/null", 1800369108, "2027-01-19 14:31 UTC"},
      {"UTC0", -62135596800, "0001-01-01 00:00 UTC"},
      {"UTC0", -30610224000, "1000-01-01 00:00 UTC"},
      {"UTC0", 253402300799, "9999-12-31 23:59 UTC"},
      {"JST-9", 253402300799, "10000-01-01 08:59 JST"},
      {"UTC0", INT64_MAX, "9999-12-31 23:59 UTC"},
      {"UTC0", INT64_MIN, "0001-01-01 00:00 UTC"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.zone << " " << row.time) {
      ::setenv("TZ", row.zone, 1);
      ::tzset();
      BOOST_TEST(plugin::LocalCalendar().date_and_time(at(row.time)) == row.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(times_are_read) {
  const std::int64_t now = 1790000000;
  const struct {
    const char* text;
    std::int64_t time;
  } rows[] = {
      {"2027-01-19T14:31:48Z", 1800369108},
      {"2027-01-19t14:31:48z", 1800369108},
      {"2027-01-19 14:31:48.999Z", 1800369108},
      {"2027-01-19T23:31:48+09:00", 1800369108},
      {"2027-01-19 23:31+09:00", 1800369060},
      {"2027-01-19T09:01:48-05:30", 1800369108},
      {"2027-01-19T14:31:48-00:00", 1800369108},
      {"2027-01-19", 1800316800},
      {"2024-02-29", 1709164800},
      {"1970-01-01T00:00:00Z", 0},
      {"1969-12-31T23:59:59Z", -1},
      {"9999-12-31T23:59:59Z", 253402300799},
      {"0001-01-01T00:00:00Z", -62135596800},
      {"1800000000", 1800000000},
      {"@1800000000", 1800000000},
      {"0", 0},
      {"2027", 2027},
      {"+14d", now + 14 * 86400},
      {"+14", now + 14 * 86400},
      {"-36h", now - 36 * 3600},
      {"+1.5s", now + 1},
      {"+0", now},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto time = plugin::parse_time(row.text, at(now));
      BOOST_REQUIRE(bool(time));
      BOOST_TEST(time->time_since_epoch().count() == row.time);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_time_is_refused) {
  const std::string expected =
      "; expected a time such as 2027-01-19T14:31:48Z, 2027-01-19 23:31+09:00, 2027-01-19, 1800000000 or "
      "+14d";
  const char* kDate = "is not a date that exists";
  const char* kClock = "has no time of day (HH:MM or HH:MM:SS) behind its date";
  const char* kOffset = "needs an offset from UTC at its end (Z or +09:00)";
  const char* kYears = "is outside of the years 1 to 9999";
  const char* kDistance = "is not a distance with w, d, h, m or s";
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"", kDate},
      {"tomorrow", kDate},
      {"2026-02-30", kDate},
      {"2026-13-01", kDate},
      {"2026-00-01", kDate},
      {"2026-01-00", kDate},
      {"2025-02-29", kDate},
      {"0000-01-01", kDate},
      {"26-01-01", kDate},
      {"2026-1-01", kDate},
      {"2026/01/01", kDate},
      {" 2026-01-01", kDate},
      {"2026-01-01T", kClock},
      {"2026-01-01x", kClock},
      {"2026-01-01 ", kClock},
      {"2026-01-01T24:00Z", kClock},
      {"2026-01-01T23:60Z", kClock},
      {"2026-01-01T23:59:60Z", kClock},
      {"2026-01-01T23:59:5Z", kClock},
      {"2026-01-01T23:59:59.Z", kClock},
      {"2026-01-01T1:00Z", kClock},
      {"2026-01-01T10:00", kOffset},
      {"2026-01-01T10:00:00", kOffset},
      {"2026-01-01T10:00:00UTC", kOffset},
      {"2026-01-01T10:00:00+9:00", kOffset},
      {"2026-01-01T10:00:00+0900", kOffset},
      {"2026-01-01T10:00:00+24:00", kOffset},
      {"2026-01-01T10:00:00Zx", kOffset},
      {"0001-01-01T00:00+00:01", kYears},
      {"9999-12-31T23:59:59-00:01", kYears},
      {"253402300800", kYears},
      {"99999999999999999999999", kYears},
      {"@", "is not a number of seconds"},
      {"@-5", "is not a number of seconds"},
      {"@12x", "is not a number of seconds"},
      {"+", kDistance},
      {"+-5", kDistance},
      {"+5y", kDistance},
      {"+100001", kDistance},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto time = plugin::parse_time(row.text, at(1790000000));
      BOOST_REQUIRE(!time);
      BOOST_TEST(time.error().text.line() == "\"" + std::string(row.text) + "\" " + row.error + expected);
    }
  }
  BOOST_TEST(!plugin::parse_time("-100000", at(-62135596800)));
}
