// What is wrong with a path, in the few words of a list.

#pragma once

#include "checks/rules/path_conditions.h"
#include "plugin/text.h"

namespace checks {

// "'X' has expired".
plugin::Text problem_in_words(const Facts& facts, const PathProblem& problem);

}  // namespace checks
