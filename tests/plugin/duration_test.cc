#define BOOST_TEST_MODULE duration

#include "plugin/duration.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>

using std::chrono::seconds;

BOOST_AUTO_TEST_CASE(in_words_uses_the_largest_unit_of_at_least_two) {
  const struct {
    std::int64_t duration;
    const char* words;
  } rows[] = {
      {0, "0 seconds"},
      {1, "1 second"},
      {2, "2 seconds"},
      {119, "119 seconds"},
      {120, "2 minutes"},
      {5400, "90 minutes"},
      {7199, "119 minutes"},
      {7200, "2 hours"},
      {47 * 3600, "47 hours"},
      {48 * 3600 - 1, "47 hours"},
      {48 * 3600, "2 days"},
      {60 * 86400 - 1, "59 days"},
      {-3 * 86400, "3 days"},
      {-1, "1 second"},
      {INT64_MIN, "106751991167300 days"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.duration) { BOOST_TEST(plugin::in_words(seconds(row.duration)) == row.words); }
  }
}

BOOST_AUTO_TEST_CASE(durations_are_read) {
  constexpr std::int64_t kDay = 86'400'000;
  const struct {
    const char* text;
    std::int64_t milliseconds;
  } rows[] = {
      {"20", 20 * kDay},
      {"20d", 20 * kDay},
      {"36h", 36 * 3'600'000},
      {"2w", 14 * kDay},
      {"90m", 5'400'000},
      {"1s", 1000},
      {"1.5d", 36 * 3'600'000},
      {"0.1d", 8'640'000},
      {"2.5s", 2500},
      {"0", 0},
      {"007", 7 * kDay},
      {"0.000001s", 0},
      {"100000", 100000 * kDay},
      {"8640000000s", 100000 * kDay},
      {"14285.714285w", 8'639'999'999'568},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto read = plugin::parse_duration(row.text, std::chrono::hours(24));
      BOOST_REQUIRE(read.has_value());
      BOOST_TEST(read->count() == row.milliseconds);
    }
  }
  BOOST_TEST(plugin::parse_duration("10", seconds(1))->count() == 10'000);
}

BOOST_AUTO_TEST_CASE(what_is_no_duration_is_refused) {
  for (const char* text : {"",
                           "d",
                           "x",
                           "20x",
                           "20 d",
                           " 20",
                           "-1",
                           "+1",
                           "1.",
                           ".5",
                           "1.2.3",
                           "1,5",
                           "1e5",
                           "0x10",
                           "inf",
                           "nan",
                           "20D",
                           "1.1234567",
                           "100000.000001",
                           "100001",
                           "14286w",
                           "8640000001s",
                           "99999999999999999999",
                           "9223372036854775807s",
                           "9223372036854s",
                           "1d2h",
                           "\xd9\xa1"}) {
    BOOST_TEST(!plugin::parse_duration(text, std::chrono::hours(24)).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(millionths_are_exact) {
  BOOST_TEST(*plugin::parse_millionths("33.3") == 33'300'000);
  BOOST_TEST(*plugin::parse_millionths("0.000001") == 1);
  BOOST_TEST(*plugin::parse_millionths("9223372036853") == 9'223'372'036'853'000'000);
  BOOST_TEST(!plugin::parse_millionths("9223372036854").has_value());
}
