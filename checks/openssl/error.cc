#include "checks/openssl/error.h"

#include <openssl/err.h>
#include <openssl/sslerr_legacy.h>

#include <cstdio>

namespace checks::openssl {
namespace {

std::string reason(unsigned long code) {
  // Only its dynamically loaded strings name a system error.
  if (const char* text = ERR_reason_error_string(code); text != nullptr) {
    return text;
  }
  char number[32];
  std::snprintf(number, sizeof number, "error %08lX", code);
  return number;
}

// The programs initialise OpenSSL without its tables of words (they cost a million instructions); here they
// are needed after all, and this is the only way to have them then.
void load_reasons() {
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  ERR_load_SSL_strings();
  ERR_load_ASN1_strings();
  ERR_load_CRYPTO_strings();
  ERR_load_EVP_strings();
  ERR_load_X509_strings();
#pragma GCC diagnostic pop
}

}  // namespace

std::string drain_errors() {
  load_reasons();
  std::string all;
  std::string last;
  while (const unsigned long code = ERR_get_error()) {
    std::string text = reason(code);
    if (text == last || all.size() > kMaxErrorText) {
      continue;
    }
    all += (all.empty() ? "" : ", ") + text;
    last = std::move(text);
  }
  return all.empty() ? "unknown error" : all;
}

bool was_unsupported() {
  bool was = false;
  while (const unsigned long code = ERR_get_error()) {
    was = was || ERR_GET_REASON(code) == ERR_R_UNSUPPORTED;
  }
  return was;
}

void clear_errors() { ERR_clear_error(); }

}  // namespace checks::openssl
