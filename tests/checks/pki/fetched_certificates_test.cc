#define BOOST_TEST_MODULE fetched_certificates
#include "checks/pki/fetched_certificates.h"

#include <openssl/pkcs7.h>

#include <boost/test/unit_test.hpp>

#include "checks/openssl/handles.h"
#include "tests/support/pki.h"

using namespace checks;
using tests::Key;
using tests::make_certificate;

namespace {

const Key& key() {
  static const Key made;
  return made;
}

Bytes certificate(const std::string& name) {
  return make_certificate({.subject = {{"CN", name}}, .key = key()});
}

Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

Bytes operator+(Bytes a, const Bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

// One DER element.
Bytes element(std::uint8_t tag, const Bytes& content) {
  const std::size_t size = content.size();
  return Bytes{tag, 0x82, static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)} + content;
}

// The same of indefinite length.
Bytes open_element(std::uint8_t tag, const Bytes& content) {
  return Bytes{tag, 0x80} + content + Bytes{0, 0};
}

using Wrap = Bytes (*)(std::uint8_t, const Bytes&);

const Bytes kSignedDataOid = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02};
const Bytes kDataOid = {0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01};

// A certs-only message (RFC 5652, 5.1).
Bytes message(Wrap wrap, const Bytes& certificates, const Bytes& oid = kSignedDataOid) {
  const Bytes signed_data = Bytes{0x02, 0x01, 0x01} + wrap(0x31, {}) + wrap(0x30, kDataOid) +
                            wrap(0xa0, certificates) + wrap(0x31, {});
  return wrap(0x30, oid + wrap(0xa0, wrap(0x30, signed_data)));
}

Bytes without_end(Bytes whole) {
  whole.pop_back();
  return whole;
}

Bytes deep(std::size_t levels) {
  Bytes made;
  for (std::size_t i = 0; i < levels; ++i) {
    made = made + Bytes{0x30, 0x80};
  }
  return made;
}

// What OpenSSL writes.
Bytes message_by_openssl(const Bytes& der) {
  const std::unique_ptr<PKCS7, openssl::Deleter<PKCS7_free>> made(PKCS7_new());
  const unsigned char* at = der.data();
  const openssl::X509Ptr handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  PKCS7_set_type(made.get(), NID_pkcs7_signed);
  PKCS7_content_new(made.get(), NID_pkcs7_data);
  PKCS7_add_certificate(made.get(), handle.get());
  unsigned char* out = nullptr;
  const int size = i2d_PKCS7(made.get(), &out);
  Bytes bytes(out, out + size);
  OPENSSL_free(out);
  return bytes;
}

BOOST_AUTO_TEST_CASE(documents) {
  const Bytes a = certificate("A");
  const Bytes b = certificate("B");
  const std::string pem = "words\n" + tests::to_pem(a) + "more\r\n" + tests::to_pem(b);
  const struct {
    const char* name;
    Bytes document;
    std::vector<Bytes> expected;
  } rows[] = {
      {"DER", a, {a}},
      {"DER and a line end", a + bytes_of("\n"), {a}},
      {"PEM", bytes_of(pem), {a, b}},
      {"PEM of a key", bytes_of(tests::to_pem(a, "PRIVATE KEY")), {}},
      {"message", message(element, a + b), {a, b}},
      {"message in BER", message(open_element, a + b), {a, b}},
      {"message by OpenSSL", message_by_openssl(a), {a}},
      {"message as PEM", bytes_of("x\n" + tests::to_pem(message(element, a + b), "PKCS7")), {a, b}},
      {"message as PEM, by its new name", bytes_of(tests::to_pem(message(element, a), "CMS")), {a}},
      {"other choices are passed over", message(element, element(0xa1, b) + a), {a}},
      {"message without certificates", message(element, {}), {}},
      {"message of another type", message(element, a, kDataOid), {}},
      {"message that is cut", without_end(message(open_element, a + b)), {}},
      {"nothing", {}, {}},
      {"a page", bytes_of("<html>-----BEGIN CERTIFICATE-----"), {}},
      {"not base64", bytes_of("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"), {}},
      {"DER of something else", element(0x30, element(0x02, {1})), {}},
      {"DER that is cut", Bytes(a.begin(), a.begin() + 40), {}},
      {"indefinite without end", deep(3), {}},
      {"indefinite and deep", deep(30000), {}},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST((certificates_in(row.document) == row.expected)); }
  }
}

BOOST_AUTO_TEST_CASE(no_more_than_asked) {
  const Bytes a = certificate("A");
  const Bytes pem = bytes_of(tests::to_pem(a) + tests::to_pem(a) + tests::to_pem(a));
  for (std::size_t most = 0; most < 3; ++most) {
    BOOST_TEST(certificates_in(pem, most).size() == most);
    BOOST_TEST(certificates_in(message(element, a + a + a), most).size() == most);
    BOOST_TEST(certificates_in(a, most).size() == std::min<std::size_t>(most, 1));
  }
}

Fetch of(Bytes answer) { return {"aia", "http://ca.example/", {}, std::move(answer), std::nullopt}; }

BOOST_AUTO_TEST_CASE(found_by_subject) {
  FetchedCertificates fetched;
  BOOST_TEST(fetched.empty());
  BOOST_TEST(fetched.add(of(certificate("A"))).certificates == 1U);
  BOOST_TEST(fetched.add(of(certificate("B"))).certificates == 1U);
  const Bytes name = tests::make_name({{"CN", " a"}});
  BOOST_TEST(fetched.find(name).size() == 1U);
  BOOST_TEST(fetched.find(tests::make_name({{"CN", "C"}})).empty());
}

BOOST_AUTO_TEST_CASE(what_a_fetch_brought) {
  FetchedCertificates fetched;
  BOOST_TEST(fetched.add(of(bytes_of("<html>"))).problem == "what lies there is no certificate");
  Fetch failed = of({});
  failed.failure = Failure{Stage::fetch, FailureKind::refused, "connection refused"};
  const FetchFacts facts = fetched.add(failed);
  BOOST_TEST(facts.url == "http://ca.example/");
  BOOST_TEST(facts.certificates == 0U);
  BOOST_TEST(facts.problem == "connection refused");
  Bytes many;
  for (std::size_t i = 0; i <= kMaxFetchedCertificates; ++i) {
    const std::string pem = tests::to_pem(certificate("A"));
    many.insert(many.end(), pem.begin(), pem.end());
  }
  BOOST_TEST(fetched.add(of(many)).certificates == kMaxFetchedCertificates);
  BOOST_TEST(fetched.add(of(certificate("B"))).problem == "more certificates than are looked at");
}

}  // namespace
