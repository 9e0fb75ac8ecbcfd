// A client certificate with its key, for servers that demand one.

#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <string_view>

#include "plugin/result.h"

namespace checks {

// Immutable; shared by all handshakes of a run.
class ClientCredentials {
 public:
  ~ClientCredentials();
  ClientCredentials(const ClientCredentials&) = delete;
  ClientCredentials& operator=(const ClientCredentials&) = delete;

  // `chain_pem`: the certificate first, then its intermediates; `key_pem`: its private key, perhaps encrypted
  // with `password` (empty: it is not). Errors: no certificate, no key, a password that is missing or wrong,
  // a key that is not the certificate's.
  static plugin::Result<std::shared_ptr<const ClientCredentials>> parse(std::string_view chain_pem,
                                                                        std::string_view key_pem,
                                                                        const std::string& password);

  // False if OpenSSL refuses them.
  bool use_in(SSL* session) const;

 private:
  struct State;
  explicit ClientCredentials(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace checks
