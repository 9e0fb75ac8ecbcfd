#define BOOST_TEST_MODULE endpoint_entry
#include "checks/endpoint_entry.h"

#include <boost/test/unit_test.hpp>
#include <span>
#include <string>

namespace {

using checks::EndpointEntry;

// host, port, protocol, address, label
struct Good {
  const char* text;
  EndpointEntry entry;
};

const Good kGood[] = {
    {"www.example.org", {"www.example.org", 443, "tls", "", "www.example.org"}},
    {"www.example.org:443", {"www.example.org", 443, "tls", "", "www.example.org"}},
    {"www.example.org/tls", {"www.example.org", 443, "tls", "", "www.example.org"}},
    {"www.example.org/ssl", {"www.example.org", 443, "tls", "", "www.example.org"}},
    {"www.example.org:8443", {"www.example.org", 8443, "tls", "", "www.example.org:8443"}},
    {"mx.example.org/smtp", {"mx.example.org", 25, "smtp", "", "mx.example.org/smtp"}},
    {"mx.example.org/SMTP", {"mx.example.org", 25, "smtp", "", "mx.example.org/smtp"}},
    {"mx.example.org:25/smtp", {"mx.example.org", 25, "smtp", "", "mx.example.org/smtp"}},
    {"mx.example.org:2525/smtp", {"mx.example.org", 2525, "smtp", "", "mx.example.org:2525/smtp"}},
    {"192.0.2.1", {"192.0.2.1", 443, "tls", "", "192.0.2.1"}},
    {"192.0.2.1:8443", {"192.0.2.1", 8443, "tls", "", "192.0.2.1:8443"}},
    {"2001:db8::1", {"2001:db8::1", 443, "tls", "", "2001:db8::1"}},
    {"2001:db8::1/smtp", {"2001:db8::1", 25, "smtp", "", "2001:db8::1/smtp"}},
    {"[2001:db8::1]", {"2001:db8::1", 443, "tls", "", "2001:db8::1"}},
    {"[2001:db8::1]:8443", {"2001:db8::1", 8443, "tls", "", "[2001:db8::1]:8443"}},
    {"[2001:db8::1]:2525/smtp", {"2001:db8::1", 2525, "smtp", "", "[2001:db8::1]:2525/smtp"}},
    {"[fe80::1%eth0]:8443", {"fe80::1%eth0", 8443, "tls", "", "[fe80::1%eth0]:8443"}},
    {"bücher.example", {"bücher.example", 443, "tls", "", "bücher.example"}},
    {"https://www.example.org/a/b?c#d", {"www.example.org", 443, "https", "", "www.example.org/https"}},
    {"https://[2001:db8::1]:8443/", {"2001:db8::1", 8443, "https", "", "[2001:db8::1]:8443/https"}},
    {"smtp://mx.example.org", {"mx.example.org", 25, "smtp", "", "mx.example.org/smtp"}},
};

void expect(const plugin::Result<EndpointEntry>& came, const EndpointEntry& expected) {
  BOOST_TEST_REQUIRE(bool(came), (came ? "" : came.error().text.line()));
  BOOST_TEST(came->host == expected.host);
  BOOST_TEST(came->port == expected.port);
  BOOST_TEST(came->protocol == expected.protocol);
  BOOST_TEST(came->address == expected.address);
  BOOST_TEST(came->label == expected.label);
}

BOOST_AUTO_TEST_CASE(accepts_hosts_with_port_and_protocol_and_urls) {
  for (const Good& row : kGood) {
    BOOST_TEST_CONTEXT(row.text) { expect(checks::parse_endpoint(row.text), row.entry); }
  }
}

BOOST_AUTO_TEST_CASE(a_line_may_say_where_to_connect_and_what_to_call_it) {
  const Good rows[] = {
      {"  www.example.org\r", {"www.example.org", 443, "tls", "", "www.example.org"}},
      {"www.example.org address=192.0.2.7", {"www.example.org", 443, "tls", "192.0.2.7", "www.example.org"}},
      {"www.example.org\taddress=[2001:db8::7] \t",
       {"www.example.org", 443, "tls", "2001:db8::7", "www.example.org"}},
      {"www.example.org address=backend-7.example.org label= second  backend, Osaka ",
       {"www.example.org", 443, "tls", "backend-7.example.org", "second  backend, Osaka"}},
      {"mx.example.org/smtp label=mail address=no", {"mx.example.org", 25, "smtp", "", "mail address=no"}},
  };
  for (const Good& row : rows) {
    BOOST_TEST_CONTEXT(row.text) { expect(checks::parse_endpoint_line(row.text), row.entry); }
  }
}

struct Bad {
  std::string text;
  const char* error;
};

const char* const kSpecial = "expected a host name or address, without blanks or special characters";
const char* const kColons =
    "expected a host name, an address or a URL such as https://HOST:PORT (a port is given by -p)";
const char* const kPort = "expected a port from 1 to 65535 after the host";

void expect_errors(std::span<const Bad> rows, plugin::Result<EndpointEntry> (*parse)(std::string_view)) {
  for (const Bad& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const plugin::Result<EndpointEntry> came = parse(row.text);
      BOOST_TEST_REQUIRE(!came);
      BOOST_TEST(came.error().text.line() == row.error);
    }
  }
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_an_entry) {
  const Bad rows[] = {
      {"", "expected a host name or address"},
      {":443", "expected a host name or address"},
      {"/smtp", "expected a host name or address"},
      {"-x", "expected a host name or address, which cannot begin with '-'"},
      {"--save-evidence=/etc/passwd", "expected a host name or address, which cannot begin with '-'"},
      {"a b", kSpecial},
      {"$(id)", kSpecial},
      {"`id`", kSpecial},
      {"a\"b", kSpecial},
      {"a;b", kSpecial},
      {"a\nb", kSpecial},
      {std::string("a\0b", 3), kSpecial},
      {"a{#b}", kSpecial},
      {"a..b", "expected a host name without empty parts (a dot at its start, or two in a row)"},
      {std::string(254, 'a'), "a host name has at most 253 characters"},
      {std::string(1001, 'a'), "an entry has at most 1000 bytes"},
      {"a\xff.example", "expected UTF-8"},
      {"a\xe2\x80\xae.example", kSpecial},
      {"www.example.org:", kPort},
      {"www.example.org:0", kPort},
      {"www.example.org:99999", kPort},
      {"www.example.org:443x", kPort},
      {"www.example.org:+443", kPort},
      {"[2001:db8::1]:", kPort},
      {"[2001:db8::1]x", kColons},
      {"[2001:db8::1]x:443", kColons},
      {"[2001:db8::1", "expected a ']' after the IPv6 address"},
      {"[www.example.org:1", "expected a ']' after the IPv6 address"},
      {"2001:db8::1:x", kColons},
      {"www.example.org/", "expected a protocol of --list-protocols"},
      {"www.example.org/nosuch", "expected a protocol of --list-protocols"},
      {"www.example.org/smtp/x", "expected a protocol of --list-protocols"},
      {"nosuch://www.example.org", "expected a protocol of --list-protocols"},
      {"://www.example.org", "expected a URL such as https://HOST:PORT"},
      {"https://", "expected a host name or address"},
      {"https://user:secret@www.example.org", "a URL with a user part is not accepted"},
  };
  expect_errors(rows, checks::parse_endpoint);
}

BOOST_AUTO_TEST_CASE(says_what_is_wrong_with_a_line) {
  const char* const kRest = "expected nothing behind the endpoint but address=ADDR and label=TEXT";
  const Bad rows[] = {
      {"", "expected a host name or address"},
      {"a b", kRest},
      {"a label=", kRest},
      {"a label=  ", kRest},
      {"a adress=192.0.2.1", kRest},
      {"a address=192.0.2.1 address=192.0.2.2", kRest},
      {"a address=", "expected an address after address="},
      {"a address=-x", "expected an address after address="},
      {"a address=192.0.2.1:443", "expected an address after address="},
      {"a address=https://192.0.2.1", "expected an address after address="},
      {"a address=\xe2\x80\xae", "expected an address after address="},
      {"a address=\xff", "expected an address after address="},
      {"a label=" + std::string(1000, 'a'), "an entry has at most 1000 bytes"},
  };
  expect_errors(rows, checks::parse_endpoint_line);
}

}  // namespace
