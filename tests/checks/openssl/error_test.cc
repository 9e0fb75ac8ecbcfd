#define BOOST_TEST_MODULE error
#include "checks/openssl/error.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>

#include <boost/test/unit_test.hpp>

using checks::openssl::clear_errors;
using checks::openssl::drain_errors;

BOOST_AUTO_TEST_CASE(reasons_in_order_each_once_and_then_none) {
  OPENSSL_init_ssl(OPENSSL_INIT_LOAD_SSL_STRINGS, nullptr);
  clear_errors();
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  ERR_raise(ERR_LIB_X509, X509_R_UNSUPPORTED_ALGORITHM);
  BOOST_TEST(drain_errors() == "wrong version number, unsupported algorithm");
  BOOST_TEST(drain_errors() == "unknown error");
}

BOOST_AUTO_TEST_CASE(what_has_no_words_has_its_number) {
  clear_errors();
  ERR_raise(ERR_LIB_USER, 99);
  BOOST_TEST(drain_errors().starts_with("error "));
  ERR_raise(ERR_LIB_SSL, SSL_R_WRONG_VERSION_NUMBER);
  clear_errors();
  BOOST_TEST(drain_errors() == "unknown error");
}
