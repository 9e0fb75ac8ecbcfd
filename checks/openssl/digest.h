// Digests of bytes.

#pragma once

#include <string>
#include <string_view>

namespace checks::openssl {

// SHA-256 in lower-case hex, 64 digits; empty if OpenSSL has none to offer.
std::string sha256_hex(std::string_view bytes);

}  // namespace checks::openssl
