// Several coroutines at once, waited for together.

#pragma once

#include <vector>

#include "checks/net/task.h"

namespace checks {

// Runs all of them and ends when the last one has ended. What leaves one of them by an exception is rethrown
// then (that of one of them, if there are several).
Task<> join(std::vector<Task<>> tasks);

}  // namespace checks
