#define BOOST_TEST_MODULE no_proxy
#include "checks/no_proxy.h"

#include <boost/test/unit_test.hpp>

namespace {

BOOST_AUTO_TEST_CASE(exceptions) {
  const struct {
    const char* entry;
    const char* host;
    bool fits;
  } kRows[] = {
      {"*", "www.example.org", true},
      {"*", "192.0.2.1", true},
      {"example.org", "example.org", true},
      {"example.org", "www.example.org", true},
      {"example.org", "WWW.Example.ORG.", true},
      {"Example.org.", "www.example.org", true},
      {"example.org", "badexample.org", false},
      {"example.org", "example.org.evil", false},
      {"example.org", "org", false},
      {".example.org", "example.org", true},
      {".example.org", "www.example.org", true},
      {"*.example.org", "www.example.org", true},
      {"*.example.org", "badexample.org", false},
      {"www.example.org", "example.org", false},
      {".", "www.example.org", false},
      {"*.", "www.example.org", false},
      {"localhost", "localhost", true},
      {"192.0.2.1", "192.0.2.1", true},
      {"192.0.2.1", "192.0.2.10", false},
      {"2.1", "192.0.2.1", false},
      {"192.0.2.1", "www.192.0.2.1", true},  // a name, whatever it looks like
      {"192.0.2.0/24", "192.0.2.255", true},
      {"192.0.2.0/24", "192.0.3.0", false},
      {"192.0.2.77/24", "192.0.2.1", true},
      {"10.0.0.0/8", "10.255.0.1", true},
      {"10.0.0.0/9", "10.127.255.255", true},
      {"10.0.0.0/9", "10.128.0.0", false},
      {"0.0.0.0/0", "203.0.113.5", true},
      {"0.0.0.0/0", "::1", false},
      {"192.0.2.1/32", "192.0.2.1", true},
      {"192.0.2.1/32", "192.0.2.0", false},
      {"192.0.2.0/24", "www.example.org", false},
      {"192.0.2.0/33", "192.0.2.1", false},
      {"192.0.2.0/", "192.0.2.1", false},
      {"192.0.2.0/-1", "192.0.2.1", false},
      {"192.0.2.0/24x", "192.0.2.1", false},
      {"2001:db8::1", "2001:DB8:0::1", true},
      {"[2001:db8::1]", "2001:db8::1", true},
      {"2001:db8::/32", "2001:db8:ffff::1", true},
      {"2001:db8::/33", "2001:db8:8000::", false},
      {"::/129", "::1", false},
      {"::1", "127.0.0.1", false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.entry << " and " << row.host) {
      BOOST_TEST(checks::is_exception(row.entry, row.host) == row.fits);
    }
  }
}

BOOST_AUTO_TEST_CASE(lists) {
  const struct {
    const char* list;
    const char* host;
    const char* address;
    bool fits;
  } kRows[] = {
      {"", "www.example.org", "", false},
      {" , ,", "www.example.org", "", false},
      {"a.example,example.org", "www.example.org", "", true},
      {"a.example example.org\t", "www.example.org", "", true},
      {" example.org , b.example", "www.example.org", "", true},
      {"a.example,b.example", "www.example.org", "", false},
      {"192.0.2.0/24", "www.example.org", "192.0.2.7", true},
      {"example.org", "www.example.org", "192.0.2.7", true},
      {"198.51.100.0/24", "www.example.org", "192.0.2.7", false},
      {"xn--bcher-kva.example",
       "b\xc3\xbc"
       "cher.example",
       "xn--bcher-kva.example", true},
  };
  for (const auto& row : kRows) {
    checks::Target target;
    target.host = row.host;
    target.address = row.address;
    BOOST_TEST_CONTEXT(row.list) { BOOST_TEST(checks::is_among(row.list, target) == row.fits); }
  }
}

BOOST_AUTO_TEST_CASE(what_can_never_fit_is_no_list) {
  for (const char* good : {"", "*", ".example.org,192.0.2.0/24,::1,[::1],2001:db8::/32", "*.example.org x"}) {
    BOOST_TEST_CONTEXT(good) { BOOST_TEST(checks::are_exceptions(good)); }
  }
  for (const char* bad : {"192.0.2.0/33", "a,10.0.0.0/x", "example.org:443", "example.org/24", "::1/129"}) {
    BOOST_TEST_CONTEXT(bad) { BOOST_TEST(!checks::are_exceptions(bad)); }
  }
}

}  // namespace
