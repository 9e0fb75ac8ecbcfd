#include "checks/evidence/failure.h"

#include "checks/evidence/words.h"

namespace checks {
namespace {

constexpr std::array<const char*, 6> kStages = {"resolve",  "connect",       "proxy",
                                                "starttls", "tls handshake", "fetch"};
static_assert(kStages.size() == static_cast<std::size_t>(Stage::fetch) + 1);

constexpr std::array<const char*, 16> kKinds = {
    "name_not_found", "resolver_silent", "refused",      "unreachable", "no_route", "deadline",
    "closed",         "reset",           "not_offered",  "rejected",    "alert",    "protocol",
    "too_large",      "proxy",           "no_resources", "other"};
static_assert(kKinds.size() == static_cast<std::size_t>(FailureKind::other) + 1);

}  // namespace

const char* word(Stage stage) { return word_of(kStages, stage); }

std::optional<Stage> stage_from_word(std::string_view text) { return value_of<Stage>(kStages, text); }

const char* word(FailureKind kind) { return word_of(kKinds, kind); }

std::optional<FailureKind> failure_kind_from_word(std::string_view text) {
  return value_of<FailureKind>(kKinds, text);
}

}  // namespace checks
