#define BOOST_TEST_MODULE target

#include "checks/evidence/target.h"

#include <boost/test/unit_test.hpp>
#include <string>

using checks::AddressFamily;
using checks::Target;

BOOST_AUTO_TEST_CASE(labels) {
  const struct {
    const char* host;
    std::uint16_t port;
    const char* label;
  } rows[] = {
      {"www.example.org", 443, "www.example.org:443"},
      {"www.example.org.", 25, "www.example.org.:25"},
      {"b\xc3\xbc"
       "cher.example",
       443,
       "b\xc3\xbc"
       "cher.example:443"},
      {"192.0.2.1", 8443, "192.0.2.1:8443"},
      {"2001:db8::1", 443, "[2001:db8::1]:443"},
      {"fe80::1%eth0", 65535, "[fe80::1%eth0]:65535"},
      {"", 0, ":0"},
  };
  for (const auto& row : rows) {
    Target target;
    target.host = row.host;
    target.port = row.port;
    BOOST_TEST(target.label() == row.label);
  }
}

BOOST_AUTO_TEST_CASE(words_of_families) {
  BOOST_TEST(checks::word(AddressFamily::any) == std::string("any"));
  BOOST_TEST(checks::word(AddressFamily::ipv4) == std::string("ipv4"));
  BOOST_TEST(checks::word(AddressFamily::ipv6) == std::string("ipv6"));
  BOOST_TEST((checks::address_family_from_word("ipv6") == AddressFamily::ipv6));
  BOOST_TEST(!checks::address_family_from_word("IPv6").has_value());
}
