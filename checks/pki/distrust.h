// What stores say against certificates that they hold.

#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "checks/evidence/bytes.h"

namespace checks {

// OpenSSL's trust settings, which follow the certificate in a "TRUSTED CERTIFICATE" block (X509_CERT_AUX: the
// purposes it is trusted for, those it is rejected for, an alias):
//
//   CertAux ::= SEQUENCE {
//     trust   SEQUENCE OF OBJECT IDENTIFIER OPTIONAL,
//     reject  [0] IMPLICIT SEQUENCE OF OBJECT IDENTIFIER OPTIONAL, ... }
//
// True if OpenSSL does not take such a certificate as an anchor for a TLS server: server authentication or
// any purpose is rejected, or some purposes are trusted and neither of these is among them. False for no
// settings, or what does not parse.
bool rejects_servers(ByteView settings);

// Mozilla's "distrust after": YYMMDDHHMMSSZ, or with four digits of the year, as NSS and p11-kit write it.
// None: it is not a date ("%00": there is none).
std::optional<std::chrono::sys_seconds> distrust_date(std::string_view text);

// The Extended Key Usage in `extension` (RFC 5280, 4.2.1.12; with or without the frame of an Extension) lets
// its certificate vouch for TLS servers: it names server authentication or any purpose.
bool allows_servers(ByteView extension);

}  // namespace checks
