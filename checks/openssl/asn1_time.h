// Times in certificates, revocation lists and OCSP answers.

#pragma once

#include <openssl/asn1.h>

#include <chrono>
#include <optional>

namespace checks::openssl {

// UTCTime (two-digit years: 1950 to 2049) or GeneralizedTime (years 0 to 9999), to the second; a fraction of
// a second is cut off. None if it is not a time: wrong characters, the 31st of February, a null pointer.
std::optional<std::chrono::sys_seconds> to_time(const ASN1_TIME* time);

}  // namespace checks::openssl
