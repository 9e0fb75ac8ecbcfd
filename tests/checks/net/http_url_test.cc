#define BOOST_TEST_MODULE http_url
#include "checks/net/http_url.h"

#include <boost/test/unit_test.hpp>

using checks::HttpUrl;

namespace {

// The URL as text, else what is wrong with it.
std::string read(std::string_view text) {
  std::string why;
  const auto url = checks::parse_http_url(text, why);
  return url ? url->text() : why;
}

BOOST_AUTO_TEST_CASE(urls) {
  const struct {
    std::string text;
    std::string expected;
  } rows[] = {
      {"http://ca.example/1.crt", "http://ca.example/1.crt"},
      {"HTTP://CA.Example/A.crt", "http://ca.example/A.crt"},
      {"http://ca.example", "http://ca.example/"},
      {"http://ca.example?x=/y", "http://ca.example/?x=/y"},
      {"http://ca.example:/1", "http://ca.example/1"},
      {"http://ca.example:80/1", "http://ca.example/1"},
      {"http://ca.example:8080/1", "http://ca.example:8080/1"},
      {"http://ca.example/a/../b/./c?d/../e#f", "http://ca.example/b/c?d/../e"},
      {"http://ca.example/../..", "http://ca.example/"},
      {"http://ca.example/a//b/", "http://ca.example/a//b/"},
      {"http://ca.example/%41%2f", "http://ca.example/%41%2f"},
      {"http://192.0.2.1/1", "http://192.0.2.1/1"},
      {"http://[2001:DB8::1]/1", "http://[2001:db8::1]/1"},
      {"http://[2001:db8::1]:81/1", "http://[2001:db8::1]:81/1"},
      {"http://my_ca.example./1", "http://my_ca.example./1"},

      {"", "is not an http:// URL"},
      {"ca.example/1", "is not an http:// URL"},
      {"https://ca.example/1", "is not an http:// URL"},
      {"ldap:///cn=ca", "is not an http:// URL"},
      {"file:///etc/passwd", "is not an http:// URL"},
      {"http:/ca.example/1", "is not an http:// URL"},
      {"http://", "has no proper host"},
      {"http:///1", "has no proper host"},
      {"http://:80/1", "has no proper host"},
      {"http://-a.example/1", "has no proper host"},
      {"http://a%2eb/1", "has no proper host"},
      {"http://[::1/1", "has no proper host"},
      {"http://[::g]/1", "has no proper host"},
      {"http://[127.0.0.1]/1", "has no proper host"},
      {"http://[fe80::1%25eth0]/1", "has no proper host"},
      {"http://" + std::string(255, 'a') + "/1", "has no proper host"},
      {"http://user@ca.example/1", "has a user part"},
      {"http://user:password@ca.example/1", "has a user part"},
      {"http://ca.example@127.0.0.1/1", "has a user part"},
      {"http://ca.example:0/1", "has no proper port"},
      {"http://ca.example:65536/1", "has no proper port"},
      {"http://ca.example:+80/1", "has no proper port"},
      {"http://ca.example:80x/1", "has no proper port"},
      {"http://[::1]x/1", "has no proper port"},
      {"http://ca.example/a b", "has the character '\\x20'"},
      {"http://ca.example/a\r\nHost: b", "has the character '\\x0d'"},
      {std::string("http://ca.example/\0x", 20), "has the character '\\x00'"},
      {"http://ca.example/\x7f", "has the character '\\x7f'"},
      {"http://m\xc3\xbcnchen.example/", "has the character '\\xc3'"},
      {"http://ca.example\\@127.0.0.1/", "has the character '\\x5c'"},
      {"http://ca.example/" + std::string(checks::kMaxHttpUrl, 'a'), "has more than 4096 characters"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) { BOOST_TEST(read(row.text) == row.expected); }
  }
}

BOOST_AUTO_TEST_CASE(parts) {
  std::string why;
  const auto url = checks::parse_http_url("http://[::1]:8080/a?b#c", why);
  BOOST_REQUIRE(url);
  BOOST_TEST((*url == HttpUrl{"::1", 8080, "/a?b"}));
  BOOST_TEST(url->authority() == "[::1]:8080");
}

// RFC 3986, 5.4, as far as it is http.
BOOST_AUTO_TEST_CASE(references) {
  const struct {
    std::string reference;
    std::string expected;
  } rows[] = {
      {"http://b.example/x", "http://b.example/x"},
      {"g", "http://a.example/b/c/g"},
      {"./g", "http://a.example/b/c/g"},
      {"g/", "http://a.example/b/c/g/"},
      {"/g", "http://a.example/g"},
      {"//g", "http://g/"},
      {"?y", "http://a.example/b/c/d?y"},
      {"g?y", "http://a.example/b/c/g?y"},
      {"#s", "http://a.example/b/c/d?q"},
      {"", "http://a.example/b/c/d?q"},
      {".", "http://a.example/b/c/"},
      {"..", "http://a.example/b/"},
      {"../g", "http://a.example/b/g"},
      {"../../../g", "http://a.example/g"},
      {"g;x=1/../y", "http://a.example/b/c/y"},
      {"g:80", "is not an http:// URL"},
      {"https://a.example/", "is not an http:// URL"},
      {"file:///etc/passwd", "is not an http:// URL"},
      {"//user@b.example/", "has a user part"},
      {"/a\tb", "has the character '\\x09'"},
  };
  const HttpUrl base{"a.example", 80, "/b/c/d?q"};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.reference) {
      std::string why;
      const auto url = checks::follow_reference(base, row.reference, why);
      BOOST_TEST((url ? url->text() : why) == row.expected);
    }
  }
}

}  // namespace
