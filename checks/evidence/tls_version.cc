#include "checks/evidence/tls_version.h"

#include "checks/evidence/words.h"

namespace checks {
namespace {

constexpr std::array<const char*, 5> kVersions = {"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"};
static_assert(kVersions.size() == static_cast<std::size_t>(TlsVersion::tls1_3) + 1);

}  // namespace

const char* word(TlsVersion version) { return word_of(kVersions, version); }

std::optional<TlsVersion> tls_version_from_word(std::string_view text) {
  return value_of<TlsVersion>(kVersions, text);
}

}  // namespace checks
