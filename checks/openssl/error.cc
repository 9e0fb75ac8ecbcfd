#include "checks/openssl/error.h"

#include <openssl/err.h>

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

}  // namespace

std::string drain_errors() {
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

void clear_errors() { ERR_clear_error(); }

}  // namespace checks::openssl
