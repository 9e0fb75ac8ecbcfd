// What a server may send beside its certificates: an OCSP response and certificate timestamps.

#pragma once

#include <string>

#include "tests/lab/pki.h"

namespace lab {

// An OCSPResponse (RFC 6960), DER: `certificate` is good, since an hour ago and for 6 more days, signed by
// its issuer itself.
std::string make_staple(X509* certificate, const Authority& issuer);

// Sends `staple` to clients that ask for one (RFC 6066, section 8). It must outlive the context.
void send_staple(SSL_CTX* context, const std::string& staple);

// Sends one signed certificate timestamp to clients that ask (RFC 6962, 3.3). Well-formed, from a log that
// nobody knows.
void send_timestamps(SSL_CTX* context);

}  // namespace lab
