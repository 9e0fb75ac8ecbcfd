// Certificates decoded by OpenSSL, each at most once per process: a decode costs more than a million instructions.

#pragma once

#include <memory>
#include <string>
#include <unordered_map>

#include "checks/evidence/bytes.h"
#include "checks/openssl/handles.h"
#include "checks/pki/facts.h"

namespace checks {

// Decoded certificates by their DER bytes. Handles stay valid for the pool's life.
class CertificatePool {
 public:
  CertificatePool();
  ~CertificatePool();
  CertificatePool(const CertificatePool&) = delete;
  CertificatePool& operator=(const CertificatePool&) = delete;

  // The certificate, or null if it does not parse or has bytes behind it; then `error` (may be null) gets the reason.
  X509* get(ByteView der, std::string* error = nullptr);

  // Takes a handle that the TLS engine decoded already, with the bytes it came from; its reference count is raised.
  void add(ByteView der, X509* handle);

 private:
  struct Entry;
  std::unordered_map<std::string, std::unique_ptr<Entry>> entries_;
};

// Reads everything that facts.h lists. `der` is what `handle` was decoded from.
CertificateFacts certificate_facts(X509* handle, ByteView der);

}  // namespace checks
