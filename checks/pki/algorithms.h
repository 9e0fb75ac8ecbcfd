// Names and strength of keys and signature algorithms.

#pragma once

#include <openssl/x509.h>

#include "checks/pki/facts.h"

namespace checks {

// Type, size, curve and name of the certificate's key; not the hash of it. A key that OpenSSL cannot read has
// the type of its identifier and no size.
KeyFacts key_facts(X509* handle);

// Sets `signature_algorithm` and `signature_digest`. For RSASSA-PSS the digest is read from the parameters
// (RFC 4055, 3.1).
void read_signature_algorithm(X509* handle, CertificateFacts& facts);

}  // namespace checks
