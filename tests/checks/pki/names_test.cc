#define BOOST_TEST_MODULE names
#include "checks/pki/names.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace std::string_literals;

namespace {

struct Row {
  std::string san;
  std::string name;
  bool is_covered;
};

const Row kDnsRows[] = {
    {"www.example.org", "www.example.org", true},
    {"WWW.Example.ORG", "www.example.org", true},
    {"www.example.org", "WWW.EXAMPLE.org", true},
    {"www.example.org", "www.example.org.", true},
    {"www.example.org.", "www.example.org", false},  // a dNSName has no trailing dot
    {"www.example.org", "www.example.org..", false},
    {"www.example.org", "ww.example.org", false},
    {"www.example.org", "xwww.example.org", false},
    {"example.org", "www.example.org", false},
    {"www.example.org", "example.org", false},
    {"*.example.org", "www.example.org", true},
    {"*.EXAMPLE.org", "www.example.ORG", true},
    {"*.example.org", "www.example.org.", true},
    {"*.example.org", "example.org", false},
    {"*.example.org", ".example.org", false},
    {"*.example.org", "a.b.example.org", false},
    {"*.example.org", "_dmarc.example.org", true},
    {"*.example.org", "xn--bcher-kva.example.org", true},
    {"*.xn--bcher-kva.example", "www.xn--bcher-kva.example", true},
    {"*.xn--p1ai", "host.xn--p1ai", false},  // directly below the root
    {"*.org", "example.org", false},
    {"*.co.uk", "example.co.uk", true},  // no list of public suffixes is kept
    {"*", "localhost", false},
    {"*.", "localhost", false},
    {"*..org", "a..org", false},
    {"w*.example.org", "www.example.org", false},
    {"*w.example.org", "www.example.org", false},
    {"w*w.example.org", "www.example.org", false},
    {"xn--*.example.org", "xn--bcher-kva.example.org", false},
    {"www.*.org", "www.example.org", false},
    {"*.*.org", "www.example.org", false},
    {"**.example.org", "www.example.org", false},
    {"*.*.example.org", "a.b.example.org", false},
    {"*.example.org", "*.example.org", false},  // not a host name
    {"xn--bcher-kva.example", "XN--BCHER-KVA.example", true},
    {"b\xc3\xbc\x63her.example", "xn--bcher-kva.example", false},
    {"localhost", "localhost", true},
    {"a_b.example.org", "a_b.example.org", true},
    {"www.example.org\0.evil.test"s, "www.example.org", false},
    {"www.example.org\0"s, "www.example.org", false},
    {"www.example.org", "www.example.org\0"s, false},
    {"", "", false},
    {"", ".", false},
    {".", ".", false},
    {".example.org", "www.example.org", false},
    {"www..org", "www..org", false},
    {" www.example.org", "www.example.org", false},
    {"www.example.org ", "www.example.org", false},
    {"www.example.org:443", "www.example.org:443", false},
    {"192.0.2.1", "192.0.2.1", false},  // an address in a dNSName does not count
    {"192.0.2.1", "192.0.2.1.", false},
    {"*.0.2.1", "192.0.2.1", false},
    {"2001:db8::1", "2001:db8::1", false},
};

const Row kAddressRows[] = {
    {"192.0.2.1", "192.0.2.1", true},
    {"192.0.2.1", "192.0.2.2", false},
    {"192.0.2.1", "192.0.2.01", false},
    {"192.0.2.1", "192.0.2.1.example", false},
    {"::1", "0:0:0:0:0:0:0:1", true},
    {"2001:db8::1", "2001:0DB8:0:0:0:0:0:0001", true},
    {"2001:db8::1", "2001:db8::2", false},
    {"2001:db8::1", "[2001:db8::1]", false},
    {"2001:db8::1", "2001:db8::1%eth0", false},
    {"::ffff:192.0.2.1", "192.0.2.1", false},  // another address
    {"::", "0.0.0.0", false},
    {"192.0.2.1", "3221225985", false},
};

}  // namespace

BOOST_AUTO_TEST_CASE(dns_names) {
  for (const Row& row : kDnsRows) {
    BOOST_TEST_CONTEXT(row.san << " for " << row.name) {
      checks::CertificateFacts certificate;
      certificate.dns_names = {"other.test", row.san};
      const auto found = checks::covering_name(certificate, row.name);
      BOOST_TEST(found.has_value() == row.is_covered);
      BOOST_TEST(found.value_or(row.san) == row.san);
    }
  }
}

BOOST_AUTO_TEST_CASE(addresses) {
  for (const Row& row : kAddressRows) {
    BOOST_TEST_CONTEXT(row.san << " for " << row.name) {
      checks::CertificateFacts certificate;
      certificate.ip_addresses = {"203.0.113.9", row.san};
      const auto found = checks::covering_name(certificate, row.name);
      BOOST_TEST(found.has_value() == row.is_covered);
      BOOST_TEST(found.value_or(row.san) == row.san);
    }
  }
}

BOOST_AUTO_TEST_CASE(common_name_never_counts) {
  checks::CertificateFacts certificate;
  certificate.common_name = "www.example.org";
  BOOST_TEST(!checks::covering_name(certificate, "www.example.org"));
}

BOOST_AUTO_TEST_CASE(what_is_an_address) {
  for (const std::string good : {"192.0.2.1", "0.0.0.0", "::", "::1", "2001:db8::1", "::ffff:192.0.2.1"}) {
    BOOST_TEST(checks::is_ip_address(good), good);
  }
  for (const std::string& bad : {""s, "1"s, "192.0.2"s, "192.0.2.256"s, "192.0.2.1 "s, "[::1]"s, "::1%lo"s,
                                 "::g"s, "192.0.2.1\0"s, std::string(100, '1'), "www.example.org"s}) {
    BOOST_TEST(!checks::is_ip_address(bad), bad);
  }
}
