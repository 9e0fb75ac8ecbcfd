// A network failure. It is evidence, judged by rules like everything else that was seen.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace checks {

// What was being done when it happened, in the order of a connection.
enum class Stage { resolve, connect, proxy, starttls, handshake, fetch };

// "resolve", "connect", "proxy", "starttls", "tls handshake", "fetch".
const char* word(Stage stage);
std::optional<Stage> stage_from_word(std::string_view text);

enum class FailureKind {
  name_not_found,   // the name, or an address of the family asked for, does not exist
  resolver_silent,  // the resolver did not answer or failed itself: nothing is known of the server
  refused,          // connection refused
  unreachable,      // no route to the host, or it is down
  no_route,         // this machine has no route to that network, or no address of that family
  deadline,         // no answer before the deadline
  closed,           // the peer ended the connection
  reset,            // the peer reset the connection
  not_offered,      // the server does not offer STARTTLS
  rejected,         // the server said no: to STARTTLS, to the connection
  alert,            // the peer sent a fatal TLS alert
  protocol,         // what came is not the protocol that was asked for
  too_large,        // a bound of ours was reached (line, message, key exchange)
  proxy,            // the proxy failed, not the server
  no_resources,     // no descriptors or memory on this machine
  other,
};

// The enumerator's name, "name_not_found".
const char* word(FailureKind kind);
std::optional<FailureKind> failure_kind_from_word(std::string_view text);

struct Failure {
  Stage stage = Stage::connect;
  FailureKind kind = FailureKind::other;
  // A clause that follows the stage: "connection refused", "the server closed the connection before its
  // greeting". Holds the peer's or a library's words unescaped, at most kMaxFailureText bytes.
  std::string text;

  friend bool operator==(const Failure&, const Failure&) = default;
};

inline constexpr std::size_t kMaxFailureText = 500;

}  // namespace checks
