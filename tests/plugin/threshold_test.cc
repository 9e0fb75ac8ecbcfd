#define BOOST_TEST_MODULE threshold

#include "plugin/threshold.h"

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <string>

using plugin::Range;
using plugin::Threshold;
using plugin::Thresholds;
using std::chrono::seconds;

constexpr std::int64_t kDay = 86400;

Threshold read(const char* text) {
  const auto threshold = Threshold::parse(text);
  BOOST_REQUIRE_MESSAGE(bool(threshold), text);
  return *threshold;
}

Thresholds::Resolved resolve(const char* warning, const char* critical, std::int64_t lifetime) {
  return Thresholds{read(warning), read(critical)}.resolve(seconds(lifetime));
}

BOOST_AUTO_TEST_CASE(thresholds_resolve_to_ranges) {
  const struct {
    const char* text;
    std::int64_t lifetime;
    const char* range;
  } rows[] = {
      {"20", 365 * kDay, "1728000:"},
      {"20d", 365 * kDay, "1728000:"},
      {" 20 ", 365 * kDay, "1728000:"},
      {"36h", 365 * kDay, "129600:"},
      {"1.5d", 365 * kDay, "129600:"},
      {"0", 365 * kDay, "0:"},
      {"0.5s", 365 * kDay, "1:"},  // less than half a second left: less than 1 of whole seconds
      {"25%", 100 * kDay, "2160000:"},
      {"100%", 47 * kDay, "4060800:"},
      {"33.3%", 10, "3:"},
      {"99.999999%", 10, "9:"},
      {"25%", 7, "1:"},
      {"25%", -5, "0:"},
      {"25%", INT64_MAX, "2305843009213693951:"},
      {"30,25%", 90 * kDay, "1944000:"},
      {"30,25%", 365 * kDay, "2592000:"},
      {" 30 , 25% , 2w ", 365 * kDay, "1209600:"},
      {"20:", 365 * kDay, "1728000:"},
      {"36h:", 365 * kDay, "129600:"},
      {"10:20d", 365 * kDay, "864000:1728000"},
      {"10:10", 365 * kDay, "864000:864000"},
      {"@10:20d", 365 * kDay, "@864000:1728000"},
      {"@ 10 : 20d ", 365 * kDay, "@864000:1728000"},
      {"~:20", 365 * kDay, "~:1728000"},
      {"@~:5", 365 * kDay, "@~:432000"},
      {":20", 365 * kDay, "0:1728000"},
      {"@10", 365 * kDay, "@0:864000"},
      {"~:", 365 * kDay, "~:"},
      {"25%:", 100 * kDay, "2160000:"},
      {"10%:20", 100 * kDay, "864000:1728000"},
      {"50%:20", 100 * kDay, "4320000:4320000"},  // ends before its start: its start
      {"0.5s:1.5s", 365 * kDay, "1:1"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("\"" << row.text << "\" of " << row.lifetime) {
      BOOST_TEST(resolve(row.text, row.text, row.lifetime).warning.perfdata() == row.range);
      BOOST_TEST(resolve(row.text, row.text, row.lifetime).critical.perfdata() == row.range);
    }
  }
}

BOOST_AUTO_TEST_CASE(ranges_alert_exactly_at_their_ends) {
  const struct {
    const char* text;
    std::int64_t left;
    bool alerts;
  } rows[] = {
      {"20", 20 * kDay, false},
      {"20", 20 * kDay - 1, true},
      {"20", 20 * kDay + 1, false},
      {"0", 1, false},
      {"0", 0, false},
      {"0", -1, true},
      {"20:", 20 * kDay - 1, true},
      {"20:", 20 * kDay, false},
      {"10:20d", 10 * kDay - 1, true},
      {"10:20d", 10 * kDay, false},
      {"10:20d", 20 * kDay, false},
      {"10:20d", 20 * kDay + 1, true},
      {"@10:20d", 10 * kDay - 1, false},
      {"@10:20d", 10 * kDay, true},
      {"@10:20d", 20 * kDay, true},
      {"@10:20d", 20 * kDay + 1, false},
      {"~:20", -kDay, false},
      {"~:20", 20 * kDay + 1, true},
      {"@~:0", -1, true},
      {"@~:0", 1, false},
      {"25%", 25 * kDay, false},
      {"25%", 25 * kDay - 1, true},
      {"20", INT64_MIN, true},
      {"20", INT64_MAX, false},
      {"~:20", INT64_MAX, true},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text << " with " << row.left << " s left") {
      BOOST_TEST(resolve(row.text, "0", 100 * kDay).warning.alerts(seconds(row.left)) == row.alerts);
    }
  }
}

BOOST_AUTO_TEST_CASE(automatic_suits_every_lifetime_and_order) {
  const struct {
    const char* warning;
    const char* critical;
    std::int64_t lifetime;
    const char* ranges;
  } rows[] = {
      {"auto", "auto", 398 * kDay, "1728000: 604800:"},
      {"auto", "auto", 90 * kDay, "1728000: 604800:"},
      {"auto", "auto", 80 * kDay, "1728000: 604800:"},
      {"auto", "auto", 80 * kDay - 4, "1727999: 604800:"},
      {"auto", "auto", 70 * kDay, "1512000: 604800:"},
      {"auto", "auto", 70 * kDay - 10, "1511997: 604799:"},
      {"auto", "auto", 47 * kDay, "1015200: 406080:"},
      {"auto", "auto", 6 * kDay, "129600: 51840:"},
      {"auto", "auto", 0, "0: 0:"},
      {"auto", "auto", -1, "0: 0:"},
      {"5", "auto", 365 * kDay, "432000: 432000:"},
      {"7", "auto", 365 * kDay, "604800: 604800:"},
      {"8", "auto", 365 * kDay, "691200: 604800:"},
      {"5%", "auto", 90 * kDay, "388800: 388800:"},
      {"5:", "auto", 365 * kDay, "432000: 432000:"},
      {"5:500", "auto", 365 * kDay, "432000:43200000 432000:"},
      {"@0:5", "auto", 365 * kDay, "@0:432000 604800:"},
      {"~:500", "auto", 365 * kDay, "~:43200000 604800:"},
      {"auto", "30", 365 * kDay, "2592000: 2592000:"},
      {"auto", "20", 365 * kDay, "1728000: 1728000:"},
      {"auto", "3", 365 * kDay, "1728000: 259200:"},
      {"auto", "30:", 365 * kDay, "2592000: 2592000:"},
      {"auto", "@0:30", 365 * kDay, "1728000: @0:2592000"},
      {"25%", "30", 90 * kDay, "1944000: 2592000:"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("-w " << row.warning << " -c " << row.critical << " of " << row.lifetime) {
      const Thresholds::Resolved r = resolve(row.warning, row.critical, row.lifetime);
      BOOST_TEST(r.warning.perfdata() + " " + r.critical.perfdata() == row.ranges);
    }
  }
}

BOOST_AUTO_TEST_CASE(errors_say_what_was_read_and_what_is_taken) {
  const std::string expected =
      "; expected 20 (days), 36h, 25% (of the lifetime), 30,25%, auto or 10:20d (a range)";
  const struct {
    const char* text;
    const char* error;
  } rows[] = {
      {"", "\"\" is not a time of at most 100000 days"},
      {"x", "\"x\" is not a time of at most 100000 days"},
      {"-5", "\"-5\" is not a time of at most 100000 days"},
      {"20x", "\"20x\" is not a time of at most 100000 days"},
      {"1e308", "\"1e308\" is not a time of at most 100000 days"},
      {"100001", "\"100001\" is not a time of at most 100000 days"},
      {"99999999999999999999999", "\"99999999999999999999999\" is not a time of at most 100000 days"},
      {"30,", "\"\" is not a time of at most 100000 days"},
      {",", "\"\" is not a time of at most 100000 days"},
      {"30,auto", "\"auto\" is not a time of at most 100000 days"},
      {"AUTO", "\"AUTO\" is not a time of at most 100000 days"},
      {"101%", "\"101%\" is not a percentage from 0 to 100"},
      {"100.000001%", "\"100.000001%\" is not a percentage from 0 to 100"},
      {"%", "\"%\" is not a percentage from 0 to 100"},
      {"-5%", "\"-5%\" is not a percentage from 0 to 100"},
      {"5 %", "\"5 %\" is not a percentage from 0 to 100"},
      {":", "\":\" is a range without ends"},
      {"@", "\"@\" is a range without ends"},
      {"20:10", "\"20:10\" is a range that ends before its start"},
      {"@2d:1d", "\"@2d:1d\" is a range that ends before its start"},
      {"1:2:3", "\"2:3\" is not a time of at most 100000 days"},
      {"10:~", "\"~\" is not a time of at most 100000 days"},
      {"-5:", "\"-5\" is not a time of at most 100000 days"},
      {"10,20:30", "\"10,20\" is not a time of at most 100000 days"},
      {"a|b\n", "\"a\\x7cb\\n\" is not a time of at most 100000 days"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const auto threshold = Threshold::parse(row.text);
      BOOST_REQUIRE(!threshold);
      BOOST_TEST(threshold.error().text.line() == row.error + expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(absolute_values_are_compared) {
  const struct {
    const char* warning;
    const char* critical;
    const char* error;
  } rows[] = {
      {"20", "7", nullptr},
      {"7", "7", nullptr},
      {"auto", "30", nullptr},
      {"5", "auto", nullptr},
      {"5%", "30", nullptr},
      {"5:", "30:", nullptr},
      {"5,90%", "30", nullptr},
      {"5", "10",
       "the warning threshold (5 days) is below the critical one (10 days): expected a warning that comes "
       "first"},
      {"30,20", "25",
       "the warning threshold (20 days) is below the critical one (25 days): expected a warning that comes "
       "first"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("-w " << row.warning << " -c " << row.critical) {
      const auto done = Thresholds{read(row.warning), read(row.critical)}.check_order();
      BOOST_TEST(bool(done) == (row.error == nullptr));
      if (!done) {
        BOOST_TEST(done.error().text.line() == (row.error == nullptr ? "" : row.error));
      }
    }
  }
  BOOST_TEST(!read("auto").absolute().has_value());
  BOOST_TEST(!read("10:").absolute().has_value());
  BOOST_TEST(read("3w,10").absolute()->count() == 10 * kDay);
  BOOST_TEST(Threshold().is_auto());
  BOOST_TEST(!read("20").is_auto());
}
