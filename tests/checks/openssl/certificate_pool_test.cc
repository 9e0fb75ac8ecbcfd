#define BOOST_TEST_MODULE certificate_pool
#include "checks/openssl/certificate_pool.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/pki.h"

using checks::openssl::CertificatePool;
using tests::Bytes;
using tests::Key;
using tests::make_certificate;

namespace {

const Bytes& good() {
  static const Bytes der = make_certificate({.subject = {{"CN", "a"}}, .key = Key()});
  return der;
}

std::string error_of(const Bytes& der) {
  CertificatePool pool;
  std::string error;
  BOOST_TEST((pool.get(der, &error) == nullptr));
  std::string again;
  pool.get(der, &again);
  BOOST_TEST(again == error);
  return error;
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_is_decoded_once) {
  CertificatePool pool;
  X509* const first = pool.get(good());
  BOOST_TEST((first != nullptr));
  BOOST_TEST((pool.get(good()) == first));
}

BOOST_AUTO_TEST_CASE(a_handle_of_somebody_else_is_shared) {
  CertificatePool other;
  X509* const handle = other.get(good());
  CertificatePool pool;
  pool.add(good(), handle);
  BOOST_TEST((pool.get(good()) == handle));
}

// Asked twice: what is remembered is the answer of that pair.
BOOST_AUTO_TEST_CASE(signatures) {
  const Key ca_key, other_key;
  const Bytes root = make_certificate({.subject = {{"CN", "Root"}}, .key = ca_key});
  const Bytes other = make_certificate({.subject = {{"CN", "Root"}}, .key = other_key});
  const Bytes leaf = make_certificate(
      {.subject = {{"CN", "a"}}, .issuer = {{"CN", "Root"}}, .key = other_key, .signer = &ca_key});
  CertificatePool pool;
  for (int time = 0; time < 2; ++time) {
    BOOST_TEST(pool.is_signed_by(pool.get(leaf), pool.get(root)));
    BOOST_TEST(!pool.is_signed_by(pool.get(leaf), pool.get(other)));
    BOOST_TEST(pool.is_signed_by(pool.get(other), pool.get(other)));
  }
}

BOOST_AUTO_TEST_CASE(what_is_known_stays) {
  CertificatePool other;
  CertificatePool pool;
  X509* const own = pool.get(good());
  pool.add(good(), other.get(good()));
  BOOST_TEST((pool.get(good()) == own));
}

BOOST_AUTO_TEST_CASE(what_does_not_parse_says_why) {
  Bytes trailing = good();
  trailing.push_back(0);
  BOOST_TEST(error_of(trailing) == "bytes follow the certificate");
  BOOST_TEST(error_of({}) == "it is empty");
  BOOST_TEST(error_of({0x01, 0x01, 0x00}).find("wrong tag") != std::string::npos);
  BOOST_TEST(error_of(Bytes(checks::openssl::kMaxCertificate + 1)) == "it is larger than 256 KiB");
  Bytes cut = good();
  cut.resize(cut.size() / 2);
  BOOST_TEST(!error_of(cut).empty());
}

BOOST_AUTO_TEST_CASE(dates_that_are_none) {
  const Key key;
  BOOST_TEST(
      error_of(make_certificate({.subject = {{"CN", "a"}}, .key = key, .not_before = "20259901000000Z"})) ==
      "its start date is not a date");
  BOOST_TEST(error_of(make_certificate({.subject = {{"CN", "a"}}, .key = key, .not_after = "whenever"})) ==
             "its end date is not a date");
}
