#define BOOST_TEST_MODULE proxy_header
#include "checks/net/proxy_header.h"

#include <boost/test/unit_test.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace {

using checks::ConnectionEnds;
using checks::ProxyHeader;

template <std::size_t size>
constexpr std::string_view sized(const char (&text)[size]) {
  return {text, size - 1};
}

std::string text_of(ProxyHeader version, const std::optional<ConnectionEnds>& ends) {
  const checks::Bytes header = checks::proxy_header(version, ends);
  return {header.begin(), header.end()};
}

BOOST_AUTO_TEST_CASE(of_each_version) {
  const ConnectionEnds v4{{"192.0.2.7", 40000}, {"203.0.113.9", 443}};
  const ConnectionEnds v6{{"2001:db8::7", 1}, {"2001:db8:0:1::9", 65535}};
  const struct {
    const char* name;
    ProxyHeader version;
    std::optional<ConnectionEnds> ends;
    std::string_view header;
  } kRows[] = {
      {"none", ProxyHeader::none, v4, ""},
      {"1, IPv4", ProxyHeader::v1, v4, "PROXY TCP4 192.0.2.7 203.0.113.9 40000 443\r\n"},
      {"1, IPv6", ProxyHeader::v1, v6, "PROXY TCP6 2001:db8::7 2001:db8:0:1::9 1 65535\r\n"},
      {"1, not known", ProxyHeader::v1, std::nullopt, "PROXY UNKNOWN\r\n"},
      {"1, two families", ProxyHeader::v1, ConnectionEnds{v4.local, v6.remote}, "PROXY UNKNOWN\r\n"},
      {"1, no address", ProxyHeader::v1, ConnectionEnds{{"x\r\ny", 1}, v4.remote}, "PROXY UNKNOWN\r\n"},
      {"2, IPv4", ProxyHeader::v2, v4,
       sized("\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\xc0\x00\x02\x07\xcb\x00\x71\x09\x9c\x40\x01\xbb")},
      {"2, IPv6", ProxyHeader::v2, v6,
       sized("\r\n\r\n\0\r\nQUIT\n\x21\x21\x00\x24"
             "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x07"
             "\x20\x01\x0d\xb8\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x09\x00\x01\xff\xff")},
      {"2, not known", ProxyHeader::v2, std::nullopt, sized("\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00")},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(text_of(row.version, row.ends) == row.header); }
  }
}

}  // namespace
