#define BOOST_TEST_MODULE deadline

#include "plugin/deadline.h"

#include <boost/test/unit_test.hpp>

using plugin::Deadline;

BOOST_AUTO_TEST_CASE(left_is_never_negative) {
  const Deadline::Clock::time_point start{};
  const Deadline deadline(start + std::chrono::seconds(10));
  const struct {
    int now;
    int left;
    bool has_passed;
  } rows[] = {{0, 10, false}, {9, 1, false}, {10, 0, true}, {11, 0, true}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("now " << row.now) {
      const Deadline::Clock::time_point now = start + std::chrono::seconds(row.now);
      BOOST_TEST((deadline.left(now) == std::chrono::seconds(row.left)));
      BOOST_TEST(deadline.has_passed(now) == row.has_passed);
    }
  }
}
