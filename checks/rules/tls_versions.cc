#include "checks/rules/tls_versions.h"

#include <array>
#include <cstddef>

namespace checks {
namespace {

// In the order of the enumerators.
constexpr std::array<std::string_view, 5> kNames = {"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};

}  // namespace

std::optional<TlsVersion> tls_version_of(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) {
      return static_cast<TlsVersion>(i);
    }
  }
  return std::nullopt;
}

std::string_view name_of(TlsVersion version) { return kNames[static_cast<std::size_t>(version)]; }

}  // namespace checks
