#include "checks/rules/beside.h"

namespace checks {

using plugin::Text;

std::vector<std::size_t> seen_beside(const Case& c, Purpose purpose) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < c.observations.size(); ++i) {
    const Observation& one = c.observations[i];
    if (one.purpose == purpose && one.address == c.observation.address && one.port == c.observation.port) {
      found.push_back(i);
    }
  }
  return found;
}

bool is_refusal(const Observation& ordinary, const Observation& beside) {
  if (!beside.failure || beside.failure->stage != Stage::handshake) {
    return false;
  }
  const FailureKind kind = beside.failure->kind;
  const bool ended = kind == FailureKind::closed || kind == FailureKind::reset;
  const bool speaks_tls = ordinary.handshake && !ordinary.handshake->version.empty();
  return kind == FailureKind::alert || (ended && speaks_tls);
}

Text reason_of(const Observation& beside) {
  if (!beside.failure) {
    return Text();
  }
  const bool is_plain = beside.failure->stage == Stage::handshake;
  return Text(is_plain ? "" : word(beside.failure->stage)) + (is_plain ? "" : ": ") +
         Text::bounded(beside.failure->text, kMaxReason);
}

}  // namespace checks
