#include "checks/openssl/guest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#define BOOST_TEST_MODULE guest
#include <boost/test/unit_test.hpp>
#include <string>
#include <thread>
#include <vector>

#include "checks/openssl/handles.h"

namespace {

using checks::openssl::GuestScope;
using checks::openssl::is_guest;

OSSL_LIB_CTX* current() { return OSSL_LIB_CTX_set0_default(nullptr); }

BOOST_AUTO_TEST_CASE(a_scope_has_a_context_of_its_own_and_gives_the_hosts_back) {
  OSSL_LIB_CTX* const global = current();
  BOOST_TEST(global == OSSL_LIB_CTX_get0_global_default());
  BOOST_TEST(!is_guest());
  OSSL_LIB_CTX* ours = nullptr;
  for (int i = 0; i < 3; ++i) {
    const GuestScope scope;
    BOOST_TEST_REQUIRE(bool(scope));
    BOOST_TEST(is_guest());
    BOOST_TEST(current() != global);
    BOOST_TEST((ours == nullptr || current() == ours));
    ours = current();
  }
  BOOST_TEST(current() == global);
  BOOST_TEST(!is_guest());
}

BOOST_AUTO_TEST_CASE(the_context_of_the_hosts_thread_is_given_back) {
  OSSL_LIB_CTX* const own = OSSL_LIB_CTX_new();
  OSSL_LIB_CTX* const before = OSSL_LIB_CTX_set0_default(own);
  {
    const GuestScope scope;
    BOOST_TEST(current() != own);
  }
  BOOST_TEST(current() == own);
  OSSL_LIB_CTX_set0_default(before);
  OSSL_LIB_CTX_free(own);
}

BOOST_AUTO_TEST_CASE(what_the_host_configures_does_not_matter_inside) {
  BOOST_TEST_REQUIRE(EVP_set_default_properties(nullptr, "fips=yes") == 1);
  using checks::openssl::EvpMdPtr;
  BOOST_TEST(!EvpMdPtr(EVP_MD_fetch(nullptr, "SHA256", nullptr)));
  {
    const GuestScope scope;
    BOOST_TEST(bool(EvpMdPtr(EVP_MD_fetch(nullptr, "SHA256", nullptr))));
    EVP_set_default_properties(nullptr, "");
  }
  BOOST_TEST(!EvpMdPtr(EVP_MD_fetch(nullptr, "SHA256", nullptr)));
  EVP_set_default_properties(nullptr, "");
  ERR_clear_error();
}

BOOST_AUTO_TEST_CASE(threads_share_the_context_and_not_the_scope) {
  const GuestScope scope;
  OSSL_LIB_CTX* const ours = current();
  std::thread([&] {
    BOOST_TEST(!is_guest());
    const GuestScope another;
    BOOST_TEST(current() == ours);
  }).join();
  BOOST_TEST(current() == ours);
}

struct Queued {
  unsigned long code;
  std::string text;
  friend bool operator==(const Queued&, const Queued&) = default;
};

std::vector<Queued> take_errors() {
  std::vector<Queued> all;
  const char* file = nullptr;
  const char* function = nullptr;
  const char* data = nullptr;
  int line = 0;
  int flags = 0;
  while (const unsigned long code = ERR_get_error_all(&file, &line, &function, &data, &flags)) {
    all.push_back({code, std::string(file) + ":" + std::to_string(line) + " " + function + " " +
                             ((flags & ERR_TXT_STRING) != 0 ? data : "")});
  }
  return all;
}

void raise_errors(int count) {
  for (int i = 0; i < count; ++i) {
    ERR_raise_data(ERR_LIB_USER, 100 + i, "number %d", i);
    ERR_raise(ERR_LIB_EVP, ERR_R_PASSED_NULL_PARAMETER);
    ERR_raise(ERR_LIB_SYS, 2);
  }
}

BOOST_AUTO_TEST_CASE(the_hosts_errors_stay_queued) {
  for (const int count : {0, 1, 4}) {
    BOOST_TEST_CONTEXT(count) {
      raise_errors(count);
      const std::vector<Queued> expected = take_errors();
      BOOST_TEST(expected.size() == static_cast<std::size_t>(3 * count));
      raise_errors(count);
      {
        const GuestScope scope;
        BOOST_TEST(ERR_peek_error() == 0UL);
        ERR_raise(ERR_LIB_USER, 7);
      }
      BOOST_TEST((take_errors() == expected));
    }
  }
}

}  // namespace
