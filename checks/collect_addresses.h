// Collects from every address of one or several targets, all at once, under one deadline.

#pragma once

#include <vector>

#include "checks/collect.h"
#include "checks/evidence/evidence.h"
#include "checks/evidence/target.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"

namespace checks {

// Adds an observation for each address of `evidence.target`, IPv4 before IPv6 and in the order of numbers,
// since a resolver's changes from check to check; if it has none, one that says why. Addresses behind the
// first kMaxTried (checks/collect.h) are not connected to: superseded, without a failure. Where all addresses
// of one family failed because this machine has no route to any of them, and the user did not ask for that
// family, they are superseded: that says nothing of the server. At least one is not.
//
// `collector` and `evidence` must outlive the task, which throws nothing that comes from the network.
Task<> collect_every_address(Collector& collector, plugin::Deadline deadline, Evidence& evidence);

// Adds what servers send, to be compared with files: an observation with the purpose `served` for each
// address of each target, in this order; for a target without an address one that says why.
// What is said above of the task holds, and `targets` must outlive it too.
Task<> collect_served(Collector& collector, const std::vector<Target>& targets, plugin::Deadline deadline,
                      Evidence& evidence);

}  // namespace checks
