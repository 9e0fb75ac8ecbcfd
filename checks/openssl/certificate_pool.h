// Certificates decoded by OpenSSL, each at most once per process: a decode costs more than a million instructions.

#pragma once

#include <openssl/x509.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "checks/openssl/handles.h"

namespace checks::openssl {

// Decoded certificates by their DER bytes. Handles stay valid for the pool's life. Used from one thread.
class CertificatePool {
 public:
  // The certificate, or null if it does not parse or has bytes behind it; then `error` (may be null) gets the reason in words.
  X509* get(std::span<const std::uint8_t> der, std::string* error = nullptr);

  // Takes a handle that the TLS engine decoded already, with the bytes it came from; its reference count is raised.
  void add(std::span<const std::uint8_t> der, X509* handle);

 private:
  struct Entry {
    X509Ptr handle;     // null: does not parse
    std::string error;  // why
  };
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace checks::openssl
