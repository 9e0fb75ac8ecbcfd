#define BOOST_TEST_MODULE status

#include "plugin/status.h"

#include <boost/test/unit_test.hpp>
#include <string>

using plugin::Status;

constexpr Status kFromBest[] = {Status::ok, Status::unknown, Status::warning, Status::critical};

BOOST_AUTO_TEST_CASE(worst_follows_one_order) {
  for (int a = 0; a < 4; ++a) {
    for (int b = 0; b < 4; ++b) {
      BOOST_TEST_CONTEXT(plugin::word(kFromBest[a]) << " and " << plugin::word(kFromBest[b])) {
        BOOST_TEST((plugin::worst(kFromBest[a], kFromBest[b]) == kFromBest[std::max(a, b)]));
        BOOST_TEST(plugin::is_better(kFromBest[a], kFromBest[b]) == (a < b));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(words_and_exit_codes) {
  const struct {
    const char* word;
    int code;
  } rows[] = {{"OK", 0}, {"WARNING", 1}, {"CRITICAL", 2}, {"UNKNOWN", 3}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.word) {
      BOOST_TEST(plugin::word(static_cast<Status>(row.code)) == std::string(row.word));
      BOOST_TEST((plugin::status_from_word(row.word) == static_cast<Status>(row.code)));
    }
  }
  BOOST_TEST((plugin::status_from_word("warning") == Status::warning));
  BOOST_TEST((plugin::status_from_word("Ok") == Status::ok));
  for (const char* other : {"", "WARN", "OKAY", "WARNING ", "0"}) {
    BOOST_TEST(!plugin::status_from_word(other).has_value(), other);
  }
}
