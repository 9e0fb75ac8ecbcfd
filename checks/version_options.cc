// The options on TLS versions.

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

#include "checks/option_setters.h"
#include "checks/setters.h"
#include "plugin/ascii.h"

namespace checks {

using plugin::Done;
using plugin::Result;

namespace {

constexpr std::pair<const char*, TlsVersion> kNames[] = {
    {"ssl3", TlsVersion::ssl3},     {"sslv3", TlsVersion::ssl3},     {"ssl3.0", TlsVersion::ssl3},
    {"1.0", TlsVersion::tls1_0},    {"tls1", TlsVersion::tls1_0},    {"tlsv1", TlsVersion::tls1_0},
    {"tls1.0", TlsVersion::tls1_0}, {"tlsv1.0", TlsVersion::tls1_0}, {"1.1", TlsVersion::tls1_1},
    {"tls1.1", TlsVersion::tls1_1}, {"tlsv1.1", TlsVersion::tls1_1}, {"1.2", TlsVersion::tls1_2},
    {"tls1.2", TlsVersion::tls1_2}, {"tlsv1.2", TlsVersion::tls1_2}, {"1.3", TlsVersion::tls1_3},
    {"tls1.3", TlsVersion::tls1_3}, {"tlsv1.3", TlsVersion::tls1_3},
};

std::optional<TlsVersion> version_of(std::string_view name) {
  const std::string wanted = plugin::lower(name);
  for (const auto& [known, version] : kNames) {
    if (wanted == known) {
      return version;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Done> set_min_tls(Settings& s, std::string_view value) {
  const std::optional<TlsVersion> version = version_of(value);
  if (!version || *version == TlsVersion::ssl3) {
    return expected("a TLS version: 1.0, 1.1, 1.2 or 1.3");
  }
  s.policy.min_tls = *version;
  return Done{};
}

// Each once, the oldest first, as they are told.
Result<Done> add_refused_versions(Settings& s, std::string_view value) {
  for (const std::string& name : split_list(value)) {
    const std::optional<TlsVersion> version = version_of(name);
    if (!version) {
      return expected("TLS versions, separated by commas: ssl3, tls1, tls1.1, tls1.2, tls1.3");
    }
    if (std::ranges::find(s.refuse, *version) == s.refuse.end()) {
      s.refuse.push_back(*version);
    }
  }
  std::ranges::sort(s.refuse);
  return Done{};
}

}  // namespace checks
