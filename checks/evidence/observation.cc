#include "checks/evidence/observation.h"

#include "checks/evidence/words.h"

namespace checks {
namespace {

constexpr std::array<const char*, 6> kPurposes = {"ordinary",      "rsa",    "ecdsa",
                                                  "version_probe", "served", "file"};
static_assert(kPurposes.size() == static_cast<std::size_t>(Purpose::file) + 1);

}  // namespace

const char* word(Purpose purpose) { return word_of(kPurposes, purpose); }

std::optional<Purpose> purpose_from_word(std::string_view text) { return value_of<Purpose>(kPurposes, text); }

}  // namespace checks
