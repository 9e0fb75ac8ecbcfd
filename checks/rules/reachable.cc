#include <optional>

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

constexpr std::size_t kMaxProxy = 262;  // a name of 253 bytes, a port, brackets

Text proxy_label(const Proxy& proxy) { return Text::bounded(proxy.label(), kMaxProxy); }

// "tls handshake: the server closed the connection"; of what failed behind a proxy, which way it went.
Text in_words(const Failure& failure, const std::optional<Proxy>& proxy) {
  const bool is_proxys = failure.stage == Stage::proxy && proxy;
  const Text stage = is_proxys ? Text("proxy ") + proxy_label(*proxy) : Text(word(failure.stage));
  const Text text = stage + ": " + Text::bounded(failure.text, kMaxFailureText);
  const bool is_behind = proxy && !is_proxys && failure.stage != Stage::resolve;
  return is_behind ? text + " (through proxy " + proxy_label(*proxy) + ")" : text;
}

Finding judge_failure(const Case& c, const Failure& failure) {
  const Observation& observation = c.observation;
  const bool is_served = observation.purpose == Purpose::served;
  Text text = in_words(failure, c.target.proxy);
  if (is_served) {
    text = served_label(observation) + ": " + text;
  }
  Finding finding = says_nothing_of_server(failure) ? undetermined(std::move(text))
                                                    : problem(plugin::Status::critical, std::move(text));
  finding.values.emplace_back("stage", Text(word(failure.stage)));
  finding.values.emplace_back("kind", Text(word(failure.kind)));
  return finding;
}

Finding answered(const Case& c) {
  const Observation& observation = c.observation;
  Text text = Text("answers on ") + observation.address;
  if (!observation.handshake->version.empty()) {
    text += Text(", ") + observation.handshake->version;
  }
  if (c.target.proxy) {
    text += Text(", through proxy ") + proxy_label(*c.target.proxy);
  }
  return pass(std::move(text));
}

constexpr std::size_t kMaxNamed = 3;  // addresses in a remark

// "192.0.2.7 (connection refused), 192.0.2.8 (...), 192.0.2.9 (...) and 2 more"
class Named {
 public:
  void add(const Observation& one, bool with_reason) {
    if (++count_ > kMaxNamed) {
      return;
    }
    names_ += Text(names_.empty() ? "" : ", ") + Text::bounded(one.address, kMaxQuoted);
    if (with_reason) {
      names_ += Text(" (") + Text::bounded(one.failure->text, kMaxReason) + ")";
    }
  }
  bool empty() const { return count_ == 0; }
  Text text() const {
    return count_ <= kMaxNamed ? names_ : names_ + " and " + std::to_string(count_ - kMaxNamed) + " more";
  }

 private:
  Text names_;
  std::size_t count_ = 0;
};

// With --all-addresses: those that say nothing of the server.
void add_addresses_left_out(const Case& c, Findings& findings) {
  Named without_route;
  Named too_many;
  for (const Observation& one : c.observations) {
    if (one.superseded) {
      (one.failure ? without_route : too_many).add(one, false);
    }
  }
  if (!without_route.empty()) {
    findings.push_back(remark(Text("not checked, since this machine has no route there: ") +
                              without_route.text() + " (-4 or -6 chooses a family)"));
  }
  if (!too_many.empty()) {
    findings.push_back(remark(Text("not checked, since one check takes no more addresses: ") +
                              too_many.text() + "; check them with -I"));
  }
}

// Without: those that failed before one answered, or as well.
void add_addresses_tried(const Case& c, bool is_up, Findings& findings) {
  Named failed;
  for (const Observation& one : c.observations) {
    const bool says_nothing = is_up && one.failure && one.failure->kind == FailureKind::no_route;
    if (one.superseded && one.failure && !says_nothing) {
      failed.add(one, true);
    }
  }
  if (!failed.empty()) {
    findings.push_back(
        remark(Text(is_up ? "another address was tried first and failed: " : "other addresses failed too: ") +
               failed.text() + (is_up ? "; -A checks all of them" : "")));
  }
}

}  // namespace

Findings judge_reachable(const Case& c) {
  const Observation& observation = c.observation;
  const bool is_up = !observation.failure || refused_for_client_certificate(observation);
  if (is_up && !observation.handshake) {
    return just(undetermined(Text("no connection was tried")));
  }
  Finding finding = is_up ? answered(c) : judge_failure(c, *observation.failure);
  finding.subject = Text(observation.address);
  Findings findings = just(std::move(finding));
  if (c.target.every_address) {
    add_addresses_left_out(c, findings);
  } else if (observation.purpose == Purpose::ordinary) {
    add_addresses_tried(c, is_up, findings);
  }
  return findings;
}

}  // namespace checks
