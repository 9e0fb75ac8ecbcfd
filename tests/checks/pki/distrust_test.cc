#define BOOST_TEST_MODULE distrust
#include "checks/pki/distrust.h"

#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>
#include <string>

#include "checks/openssl/handles.h"
#include "tests/support/pki.h"

using namespace checks;

namespace {

using List = std::vector<const char*>;

void add(const char* purpose, X509* handle, int (*to)(X509*, const ASN1_OBJECT*)) {
  ASN1_OBJECT* const object = OBJ_txt2obj(purpose, 1);
  BOOST_REQUIRE(to(handle, object) == 1);
  ASN1_OBJECT_free(object);
}

// The settings as OpenSSL writes them behind a certificate.
Bytes settings(const List& trusted, const List& rejected) {
  static const tests::Key key;
  const Bytes der = tests::make_certificate({.subject = {{"CN", "A"}}, .key = key});
  const unsigned char* at = der.data();
  const openssl::X509Ptr handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  for (const char* purpose : trusted) {
    add(purpose, handle.get(), X509_add1_trust_object);
  }
  for (const char* purpose : rejected) {
    add(purpose, handle.get(), X509_add1_reject_object);
  }
  unsigned char* out = nullptr;
  const int size = i2d_X509_AUX(handle.get(), &out);
  const Bytes whole(out, out + size);
  OPENSSL_free(out);
  return {whole.begin() + static_cast<std::ptrdiff_t>(der.size()), whole.end()};
}

constexpr const char* kServer = "1.3.6.1.5.5.7.3.1";
constexpr const char* kMail = "1.3.6.1.5.5.7.3.4";
constexpr const char* kAny = "2.5.29.37.0";

}  // namespace

BOOST_AUTO_TEST_CASE(settings_of_openssl) {
  const struct {
    const char* name;
    List trusted, rejected;
    bool expected;
  } rows[] = {
      {"none", {}, {}, false},
      {"trusted for servers", {kServer}, {}, false},
      {"trusted for mail and servers", {kMail, kServer}, {}, false},
      {"trusted for any purpose", {kAny}, {}, false},
      {"trusted for mail only", {kMail}, {}, true},
      {"rejected for servers", {}, {kServer}, true},
      {"rejected for any purpose", {}, {kAny}, true},
      {"rejected for mail", {}, {kMail}, false},
      {"trusted and rejected", {kServer}, {kMail, kServer}, true},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      BOOST_TEST(rejects_servers(settings(row.trusted, row.rejected)) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(settings_that_do_not_parse) {
  const Bytes whole = settings({}, {kServer});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    BOOST_TEST(!rejects_servers(ByteView(whole).first(size)));
  }
}

BOOST_AUTO_TEST_CASE(dates) {
  const auto expected = std::chrono::sys_days{std::chrono::year{2020} / 6 / 17};
  BOOST_TEST((distrust_date("200617000000Z") == expected));
  BOOST_TEST((distrust_date("20200617000000Z") == expected));
  using std::string_literals::operator""s;
  for (const std::string& text :
       {""s, "\0"s, "%00"s, "false"s, "201317000000Z"s, "20200617000000ZZ"s, "200617"s}) {
    BOOST_TEST(!distrust_date(text), text);
  }
}

BOOST_AUTO_TEST_CASE(purposes) {
  const Bytes server = {0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01};
  Bytes mail = server;
  mail.back() = 4;
  const Bytes frame = {0x06, 0x03, 0x55, 0x1d, 0x25, 0x04, 0x02, 0x30, 0x00};
  BOOST_TEST(allows_servers(server));
  BOOST_TEST(!allows_servers(mail));
  BOOST_TEST(!allows_servers(frame));
  BOOST_TEST(allows_servers(Bytes{0x30, 0x06, 0x06, 0x04, 0x55, 0x1d, 0x25, 0x00}));
  BOOST_TEST(!allows_servers({}));
}
