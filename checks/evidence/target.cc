#include "checks/evidence/target.h"

#include "checks/evidence/words.h"

namespace checks {
namespace {

constexpr std::array<const char*, 3> kFamilies = {"any", "ipv4", "ipv6"};
static_assert(kFamilies.size() == static_cast<std::size_t>(AddressFamily::ipv6) + 1);

}  // namespace

const char* word(AddressFamily family) { return word_of(kFamilies, family); }

std::optional<AddressFamily> address_family_from_word(std::string_view text) {
  return value_of<AddressFamily>(kFamilies, text);
}

std::string Target::label() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace checks
