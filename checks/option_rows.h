// The rows of option_table that fill files of their own. For this folder's sources.

#pragma once

#include <span>

#include "checks/settings.h"
#include "plugin/options.h"

namespace checks {

// What to check, and how it is reached.
std::span<const plugin::Option<Settings>> endpoint_rows();
// What is good, and for whom.
std::span<const plugin::Option<Settings>> judgement_rows();

}  // namespace checks
