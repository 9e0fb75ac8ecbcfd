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

BOOST_AUTO_TEST_CASE(proxies) {
  BOOST_TEST((checks::Proxy{checks::ProxyKind::http, "squid.example", 3128}.label()) == "squid.example:3128");
  BOOST_TEST((checks::Proxy{checks::ProxyKind::socks5, "2001:db8::1", 1080}.label()) == "[2001:db8::1]:1080");
  for (const auto kind : {checks::ProxyKind::http, checks::ProxyKind::socks5, checks::ProxyKind::socks5h}) {
    BOOST_TEST((checks::proxy_kind_from_word(checks::word(kind)) == kind));
    const checks::Proxy proxy{kind, "a", 1};
    BOOST_TEST(proxy.looks_up_names() == (kind != checks::ProxyKind::socks5));
  }
  BOOST_TEST(checks::word(checks::ProxyKind::socks5h) == std::string("socks5h"));
  BOOST_TEST(!checks::proxy_kind_from_word("https").has_value());
  for (const auto header : {checks::ProxyHeader::none, checks::ProxyHeader::v1, checks::ProxyHeader::v2}) {
    BOOST_TEST((checks::proxy_header_from_word(checks::word(header)) == header));
  }
  BOOST_TEST(checks::word(checks::ProxyHeader::v2) == std::string("v2"));
}

BOOST_AUTO_TEST_CASE(words_of_families) {
  BOOST_TEST(checks::word(AddressFamily::any) == std::string("any"));
  BOOST_TEST(checks::word(AddressFamily::ipv4) == std::string("ipv4"));
  BOOST_TEST(checks::word(AddressFamily::ipv6) == std::string("ipv6"));
  BOOST_TEST((checks::address_family_from_word("ipv6") == AddressFamily::ipv6));
  BOOST_TEST(!checks::address_family_from_word("IPv6").has_value());
}
