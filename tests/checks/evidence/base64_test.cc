#define BOOST_TEST_MODULE base64

#include "checks/evidence/base64.h"

#include <boost/test/unit_test.hpp>
#include <string>

using checks::Bytes;

BOOST_AUTO_TEST_CASE(vectors_of_rfc_4648) {
  const struct {
    std::string bytes;
    const char* text;
  } rows[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
      {"\xff\xff\xfe", "///+"},
      {std::string(3, '\0'), "AAAA"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const Bytes bytes(row.bytes.begin(), row.bytes.end());
      BOOST_TEST(checks::to_base64(bytes) == row.text);
      BOOST_TEST((checks::from_base64(row.text) == bytes));
    }
  }
}

BOOST_AUTO_TEST_CASE(all_lengths_round_trip) {
  Bytes bytes;
  for (int i = 0; i < 300; ++i) {
    BOOST_TEST((checks::from_base64(checks::to_base64(bytes)) == bytes));
    bytes.push_back(static_cast<std::uint8_t>(i * 37));
  }
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "=", "==", "===", "====", "Zh==", "Zm9=", "Zm9v\n",
                           " Zm9v", "Zm 9", "Zm9v====", "Zg==Zg==", "Z=9v", "Zm9-", "Zm9_", "\xc3\xbcZm"}) {
    BOOST_TEST(!checks::from_base64(text).has_value(), text);
  }
}
