// Versions of TLS, the oldest first.

#pragma once

#include <optional>
#include <string_view>

namespace checks {

enum class TlsVersion { ssl3, tls1_0, tls1_1, tls1_2, tls1_3 };

// As OpenSSL names them: "SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3".
const char* word(TlsVersion version);
std::optional<TlsVersion> tls_version_from_word(std::string_view text);

}  // namespace checks
