// What was seen beside the ordinary connection to the same address. For this folder's sources.

#pragma once

#include <cstddef>
#include <vector>

#include "checks/rules/rule.h"

namespace checks {

// Indexes into Case::observations of those with this purpose at the address of Case::observation.
std::vector<std::size_t> seen_beside(const Case& c, Purpose purpose);

// The server ended the handshake by an alert, or by ending the connection without an answer. The latter is an
// answer only of a server that completes TLS otherwise, as `ordinary` tells, the connection to the same
// address: many close where they refuse, but so does one that is out of order. One that has too many
// connections closes too: such an end was seen twice (probes.h).
bool is_refusal(const Observation& ordinary, const Observation& beside);

// "the server sent nothing within the timeout", "connect: connection refused": the stage is told where it is
// not the handshake. Empty if nothing failed.
plugin::Text reason_of(const Observation& beside);

}  // namespace checks
