// Connecting to the first of several addresses that answers, in the manner of happy eyeballs (RFC 8305).

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/failure.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"

namespace checks {

// RFC 8305, 5: the next address is tried when the one before failed or has not answered for so long ("a
// simple implementation can have a fixed delay": 250 ms).
inline constexpr std::chrono::milliseconds kConnectAttemptDelay{250};

// The addresses with the families taking turns, beginning with that of the first (RFC 8305, 4), else in their
// order.
std::vector<std::string> interleaved(const std::vector<std::string>& addresses);

// An address that was tried.
struct ConnectTry {
  std::string address;
  std::optional<Failure> failure;  // none: it answered
  std::chrono::microseconds taken{};
};

// Tries `addresses`, at least one, in their order. The first that answers wins, and the others are given up.
// Null: all failed, each at `deadline` at the latest. `tries`: those that failed before one answered, in the
// order in which they were begun, then the one that answered. What was given up is not among them. An object
// of `network` and `tries` must outlive the run. Throws nothing that comes from the network. May run within
// another race (RoutedNetwork): given up there, it gives up its own and throws operation_aborted at once.
Task<std::unique_ptr<Connection>> connect_to_first(Network& network, std::vector<std::string> addresses,
                                                   std::uint16_t port, plugin::Deadline deadline,
                                                   std::vector<ConnectTry>& tries);

}  // namespace checks
