// OpenSSL's own answer: how a client that uses it builds and verifies a path. Not a model of it, so that its
// ways (it does not try another issuer when the first turns out bad) are those of the library that curl,
// Python and Node.js use on this machine.

#pragma once

#include <span>
#include <vector>

#include "checks/pki/certificate_table.h"
#include "checks/pki/facts.h"

namespace checks {

// How a client sets OpenSSL up.
struct OpensslTerms {
  // SSL_CTX_set_security_level(3): 2 wants RSA of 2048 bits (Debian's default), 1 of 1024 (OpenSSL's); both
  // refuse SHA-1.
  int security_level = 2;
  bool partial_chain = false;  // X509_V_FLAG_PARTIAL_CHAIN: any certificate of the store is an anchor

  friend bool operator==(const OpensslTerms&, const OpensslTerms&) = default;
};

// OpenSSL's own bound is 100; a hostile chain must not cost so much here.
inline constexpr int kMaxOpensslDepth = 30;

// Verifies the first of `sent`, for a server, at `now`, with the rest as intermediates. `trusted` is
// everything of the store that the search for paths came upon (Store::seen). None: the first does not parse,
// or OpenSSL has no memory.
std::optional<OpensslVerdict> openssl_verdict(const CertificateTable& table,
                                              std::span<const CertificateIndex> trusted,
                                              const std::vector<SentCertificate>& sent, Time now,
                                              const OpensslTerms& terms);

}  // namespace checks
