// OpenSSL's legacy provider (RC2, single DES, ...), in a library context of its own.

#pragma once

#include <openssl/types.h>

#include <memory>

namespace checks::openssl {

// For files of old: nothing that is done in this context changes the process-wide one. Nothing is loaded
// before get() is called.
//
// Objects made in the context must be gone before it.
class LegacyContext {
 public:
  LegacyContext();
  ~LegacyContext();
  LegacyContext(const LegacyContext&) = delete;
  LegacyContext& operator=(const LegacyContext&) = delete;

  // Null: the provider is not installed (Debian has it in libssl3, others in a package of its own).
  OSSL_LIB_CTX* get();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace checks::openssl
