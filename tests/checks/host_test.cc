#define BOOST_TEST_MODULE host
#include "checks/host.h"

#include <boost/test/unit_test.hpp>
#include <string>

namespace {

using checks::Host;

struct GoodHost {
  const char* text;
  const char* name;
  int port;  // 0: none
  const char* protocol;
};

constexpr GoodHost kGood[] = {
    {"www.example.org", "www.example.org", 0, ""},
    {"www.example.org.", "www.example.org.", 0, ""},
    {"_sip._tcp.example.org", "_sip._tcp.example.org", 0, ""},
    {"bücher.example", "bücher.example", 0, ""},
    {"192.0.2.1", "192.0.2.1", 0, ""},
    {"2001:db8::1", "2001:db8::1", 0, ""},
    {"[2001:db8::1]", "2001:db8::1", 0, ""},
    {"fe80::1%eth0", "fe80::1%eth0", 0, ""},
    {"https://www.example.org", "www.example.org", 0, "https"},
    {"https://www.example.org/path?query#part", "www.example.org", 0, "https"},
    {"smtp://mx.example.org:25", "mx.example.org", 25, "smtp"},
    {"https://[2001:db8::1]:8443/", "2001:db8::1", 8443, "https"},
    {"https://www.example.org:/", "www.example.org", 0, "https"},
    {"*.example.org", "*.example.org", 0, ""},
    {"\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example",
     "\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example", 0, ""},
    {"fe80::1%br-lan_0.7", "fe80::1%br-lan_0.7", 0, ""},
};

BOOST_AUTO_TEST_CASE(accepts_names_addresses_and_urls) {
  for (const GoodHost& row : kGood) {
    BOOST_TEST_CONTEXT(row.text) {
      const plugin::Result<Host> host = checks::parse_host(row.text);
      BOOST_TEST_REQUIRE(bool(host));
      BOOST_TEST(host->name == row.name);
      BOOST_TEST(host->port.value_or(0) == row.port);
      BOOST_TEST(host->protocol == row.protocol);
    }
  }
}

struct BadHost {
  const char* text;
  const char* error;
};

constexpr BadHost kBad[] = {
    {"", "expected a host name or address"},
    {"-x", "expected a host name or address, which cannot begin with '-'"},
    {"a b", "expected a host name or address, without blanks or special characters"},
    {"a\nb", "expected a host name or address, without blanks or special characters"},
    {"a|b", "expected a host name or address, without blanks or special characters"},
    {"\u202egro.live", "expected a host name or address, without blanks or special characters"},
    {"a\u00adb.example", "expected a host name or address, without blanks or special characters"},
    {"www.example.org/", "expected a host name or address, without blanks or special characters"},
    {"=x", "expected a host name or address, without blanks or special characters"},
    {"a%b", "expected a host name or address, without blanks or special characters"},
    {"192.0.2.1%lo", "expected a host name or address, without blanks or special characters"},
    {"fe80::1%a b", "expected a host name or address, without blanks or special characters"},
    {".", "expected a host name without empty parts (a dot at its start, or two in a row)"},
    {"..", "expected a host name without empty parts (a dot at its start, or two in a row)"},
    {".a", "expected a host name without empty parts (a dot at its start, or two in a row)"},
    {"a..b", "expected a host name without empty parts (a dot at its start, or two in a row)"},
    {"a..", "expected a host name without empty parts (a dot at its start, or two in a row)"},
    {"://a", "expected a URL such as https://HOST:PORT"},
    {"www.example.org:443",
     "expected a host name, an address or a URL such as https://HOST:PORT (a port is given by -p)"},
    {"https://user@www.example.org", "a URL with a user part is not accepted"},
    {"https://user:secret@www.example.org", "a URL with a user part is not accepted"},
    {"https://www.example.org:0", "expected a port from 1 to 65535 after the host"},
    {"https://www.example.org:65536", "expected a port from 1 to 65535 after the host"},
    {"https://www.example.org:443x", "expected a port from 1 to 65535 after the host"},
    {"https://[2001:db8::1", "expected a ']' after the IPv6 address"},
    {"https://[2001:db8::1]x", "expected a port from 1 to 65535 after the host"},
    {"https://", "expected a host name or address"},
    {"https://-x/", "expected a host name or address, which cannot begin with '-'"},
};

BOOST_AUTO_TEST_CASE(says_what_was_expected) {
  for (const BadHost& row : kBad) {
    BOOST_TEST_CONTEXT(row.text) {
      const plugin::Result<Host> host = checks::parse_host(row.text);
      BOOST_TEST_REQUIRE(!host);
      BOOST_TEST(host.error().text.line() == row.error);
    }
  }
}

BOOST_AUTO_TEST_CASE(bounds_the_length) {
  BOOST_TEST(bool(checks::parse_host(std::string(253, 'a'))));
  BOOST_TEST(bool(checks::parse_host(std::string(253, 'a') + ".")));
  BOOST_TEST(!checks::parse_host(std::string(254, 'a')));
}

BOOST_AUTO_TEST_CASE(makes_names_ascii) {
  constexpr struct {
    const char* name;
    const char* ascii;  // "": an error
  } kNames[] = {
      {"www.example.org", "www.example.org"},
      {"www.example.org.", "www.example.org"},
      {"WWW.example.org", "WWW.example.org"},
      {"bücher.example", "xn--bcher-kva.example"},
      {"Bücher.example.", "xn--bcher-kva.example"},
      {"日本語.example", "xn--wgv71a119e.example"},
      {"straße.example", "xn--strae-oqa.example"},
      {"192.0.2.1", "192.0.2.1"},
      {"\xff.example", ""},
      {"-ü-.\xc3", ""},
  };
  for (const auto& row : kNames) {
    BOOST_TEST_CONTEXT(row.name) {
      const plugin::Result<std::string> ascii = checks::ascii_name(row.name);
      BOOST_TEST((ascii ? *ascii : std::string()) == row.ascii);
    }
  }
}

}  // namespace
