// TLS versions as OpenSSL names them. For this folder's sources.

#pragma once

#include <optional>
#include <string_view>

#include "checks/rules/policy.h"

namespace checks {

// "TLSv1.2"; none if it is not known.
std::optional<TlsVersion> tls_version_of(std::string_view name);
std::string_view name_of(TlsVersion version);

}  // namespace checks
