// Certificates decoded by OpenSSL, each at most once per process: a decode costs more than a million
// instructions.

#pragma once

#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>

#include "checks/openssl/handles.h"

namespace checks::openssl {

// Nothing larger is decoded. The same bound as for a whole certificate message (checks/net); real
// certificates with 2,000 names have 100 kB.
inline constexpr std::size_t kMaxCertificate = 256 << 10;

// Decoded certificates by their DER bytes. Handles stay valid for the pool's life. Used from one thread.
class CertificatePool {
 public:
  // The certificate, or null if it does not parse, has bytes behind it, or its dates are no dates (OpenSSL
  // itself reads those only when they are used); then `error` (may be null) gets the reason in words: "wrong
  // tag", "its end date is not a date".
  X509* get(std::span<const std::uint8_t> der, std::string* error = nullptr);

  // Takes a handle that the TLS engine decoded already, with the bytes it came from; its reference count is
  // raised. Bytes that the pool knows keep the handle they have.
  void add(std::span<const std::uint8_t> der, X509* handle);

 private:
  struct Entry {
    X509Ptr handle;     // null: does not parse
    std::string error;  // why
  };
  static Entry checked(X509Ptr handle);
  static Entry decode(std::span<const std::uint8_t> der);

  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace checks::openssl
