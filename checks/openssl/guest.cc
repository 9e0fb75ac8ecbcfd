#include "checks/openssl/guest.h"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <mutex>
#include <string>
#include <vector>

namespace checks::openssl {
namespace {

// Of the process. Null: no memory; the next one tries again.
OSSL_LIB_CTX* own_context() {
  static constinit std::mutex mutex;
  static constinit OSSL_LIB_CTX* context = nullptr;
  const std::lock_guard lock(mutex);
  if (context == nullptr) {
    context = OSSL_LIB_CTX_new();
  }
  return context;
}

// An entry of OpenSSL's error queue.
struct QueuedError {
  unsigned long code = 0;
  std::string file;
  int line = 0;
  std::string function;
  std::string data;
  int flags = 0;
};

std::vector<QueuedError> take_errors() {
  std::vector<QueuedError> errors;
  const char* file = "";
  const char* function = "";
  const char* data = "";
  int line = 0;
  int flags = 0;
  while (const unsigned long code = ERR_get_error_all(&file, &line, &function, &data, &flags)) {
    errors.push_back({code, file, line, function, data, flags});
  }
  return errors;
}

void put_back(const QueuedError& error) {
  ERR_new();
  ERR_set_debug(error.file.c_str(), error.line, error.function.c_str());
  if ((error.flags & ERR_TXT_STRING) != 0 && !error.data.empty()) {
    ERR_set_error(ERR_GET_LIB(error.code), ERR_GET_REASON(error.code), "%s", error.data.c_str());
  } else {
    ERR_set_error(ERR_GET_LIB(error.code), ERR_GET_REASON(error.code), nullptr);
  }
}

}  // namespace

struct GuestScope::Host {
  std::vector<QueuedError> errors;
  OSSL_LIB_CTX* context = nullptr;
};

GuestScope::GuestScope() : host_(std::make_unique<Host>()) {
  host_->errors = take_errors();
  if (OSSL_LIB_CTX* const ours = own_context(); ours != nullptr) {
    host_->context = OSSL_LIB_CTX_set0_default(ours);
  }
  is_ready_ = host_->context != nullptr;
}

GuestScope::~GuestScope() {
  if (is_ready_) {
    OSSL_LIB_CTX_set0_default(host_->context);
  }
  ERR_clear_error();
  for (const QueuedError& error : host_->errors) {
    put_back(error);
  }
}

bool is_guest() { return OSSL_LIB_CTX_set0_default(nullptr) != OSSL_LIB_CTX_get0_global_default(); }

}  // namespace checks::openssl
