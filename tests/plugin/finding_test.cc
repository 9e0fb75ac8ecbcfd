#define BOOST_TEST_MODULE finding

#include "plugin/finding.h"

#include <boost/test/unit_test.hpp>
#include <string>

using plugin::Outcome;

BOOST_AUTO_TEST_CASE(words_of_outcomes) {
  const struct {
    Outcome outcome;
    const char* word;
  } rows[] = {{Outcome::pass, "pass"},
              {Outcome::remark, "remark"},
              {Outcome::problem, "problem"},
              {Outcome::undetermined, "undetermined"},
              {Outcome::not_applicable, "not-applicable"}};
  for (const auto& row : rows) {
    BOOST_TEST(plugin::word(row.outcome) == std::string(row.word));
  }
}
