#include "checks/rules/rules.h"

namespace checks {

using plugin::Finding;
using plugin::Text;

namespace {

// What failed is on our side of the server, so nothing is known of the server itself.
bool says_nothing_of_server(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::resolver_silent:
    case FailureKind::proxy:
    case FailureKind::no_resources:
      return true;
    case FailureKind::deadline:
      return failure.stage == Stage::resolve || failure.stage == Stage::proxy;
    default:
      return false;
  }
}

Finding judge_failure(const Observation& observation, const Failure& failure) {
  const bool is_served = observation.purpose == Purpose::served;
  Text text = Text(word(failure.stage)) + ": " + Text::bounded(failure.text, kMaxFailureText);
  if (is_served) {
    text = served_label(observation) + ": " + text;
  }
  Finding finding = says_nothing_of_server(failure) ? undetermined(std::move(text))
                                                    : problem(plugin::Status::critical, std::move(text));
  finding.values.emplace_back("stage", Text(word(failure.stage)));
  finding.values.emplace_back("kind", Text(word(failure.kind)));
  return finding;
}

Finding answered(const Observation& observation) {
  Text text = Text("answers on ") + observation.address;
  if (!observation.handshake->version.empty()) {
    text += Text(", ") + observation.handshake->version;
  }
  return pass(std::move(text));
}

// With --all-addresses: those that this machine has no way to, and why. They say nothing of the server.
void add_addresses_left_out(const Case& c, Findings& findings) {
  Text names;
  for (const Observation& one : c.observations) {
    if (c.target.every_address && one.superseded && one.failure) {
      names += Text(names.empty() ? "not checked: " : ", ") + one.address;
    }
  }
  if (!names.empty()) {
    findings.push_back(remark(names + " (this machine has no route there)"));
  }
}

}  // namespace

Findings judge_reachable(const Case& c) {
  const Observation& observation = c.observation;
  const bool is_up = !observation.failure || refused_for_client_certificate(observation);
  if (is_up && !observation.handshake) {
    return just(undetermined(Text("no connection was tried")));
  }
  Finding finding = is_up ? answered(observation) : judge_failure(observation, *observation.failure);
  finding.subject = Text(observation.address);
  Findings findings = just(std::move(finding));
  add_addresses_left_out(c, findings);
  return findings;
}

}  // namespace checks
