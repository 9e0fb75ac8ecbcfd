// Collects what servers send, to be compared with files: every address of each, all at once.

#pragma once

#include <vector>

#include "checks/collect.h"
#include "checks/evidence/evidence.h"
#include "checks/evidence/target.h"
#include "checks/net/network.h"
#include "plugin/deadline.h"

namespace checks {

// Adds an observation with the purpose `served` for each address of each target, in this order; for a target
// without an address one that says why. Runs the loop.
void collect_served(EventLoop& loop, Collector& collector, const std::vector<Target>& targets,
                    plugin::Deadline deadline, Evidence& evidence);

}  // namespace checks
