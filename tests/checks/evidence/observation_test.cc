#define BOOST_TEST_MODULE observation

#include "checks/evidence/observation.h"

#include <boost/test/unit_test.hpp>
#include <string>

using checks::Purpose;

BOOST_AUTO_TEST_CASE(words_of_purposes) {
  const struct {
    Purpose purpose;
    const char* word;
  } rows[] = {{Purpose::ordinary, "ordinary"},
              {Purpose::rsa, "rsa"},
              {Purpose::ecdsa, "ecdsa"},
              {Purpose::version_probe, "version_probe"}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.word) {
      BOOST_TEST(checks::word(row.purpose) == std::string(row.word));
      BOOST_TEST((checks::purpose_from_word(row.word) == row.purpose));
    }
  }
  BOOST_TEST(!checks::purpose_from_word("").has_value());
}
