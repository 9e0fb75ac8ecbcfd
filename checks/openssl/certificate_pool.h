// Certificates decoded and signatures verified by OpenSSL, each at most once per process: either costs about
// a million instructions.

#pragma once

#include <openssl/x509.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "checks/openssl/handles.h"

namespace checks::openssl {

// Nothing larger is decoded. Files may hold more than a server's message (checks/net); real certificates with
// 2,000 names have 100 kB.
inline constexpr std::size_t kMaxCertificate = 256 << 10;

// Decoded certificates by their DER bytes. Handles stay valid for the pool's life, or until
// trim(). Used from one thread.
class CertificatePool {
 public:
  // The certificate, or null if it does not parse, has bytes behind it, or its dates are no dates (OpenSSL
  // itself reads those only when they are used); then `error` (may be null) gets the reason in words: "wrong
  // tag", "its end date is not a date".
  X509* get(std::span<const std::uint8_t> der, std::string* error = nullptr);

  // Takes a handle that the TLS engine decoded already, with the bytes it came from; its reference count is
  // raised. Bytes that the pool knows keep the handle they have.
  void add(std::span<const std::uint8_t> der, X509* handle);

  // Where the pool holds more than `most` certificates, drops those that were not asked for since the last
  // time. Their handles end.
  void trim(std::size_t most);

  // Whether the issuer's key made the child's signature, both handles of this pool. False where it cannot be
  // verified: an unknown algorithm, a key that cannot be read.
  bool is_signed_by(X509* child, X509* issuer);

 private:
  struct Entry {
    X509Ptr handle;     // null: does not parse
    std::string error;  // why
    bool is_used = true;
  };
  static Entry checked(X509Ptr handle);
  static Entry decode(std::span<const std::uint8_t> der);

  std::unordered_map<std::string, Entry> entries_;
  std::map<std::pair<const X509*, const X509*>, bool> signatures_;
};

}  // namespace checks::openssl
