// Where a network failure becomes evidence.

#pragma once

#include <optional>

#include "checks/evidence/failure.h"
#include "checks/net/task.h"

namespace checks {

// Runs one piece of network work; false: it failed, and `failure` says why. The only place that catches
// NetworkError.
Task<bool> attempt(std::optional<Failure>& failure, Task<> work);

}  // namespace checks
