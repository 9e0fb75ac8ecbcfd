// As many sockets as a run wants.

#pragma once

#include <optional>

#include "checks/list_settings.h"
#include "plugin/text.h"

namespace checks {

// Raises this process's soft limit of open descriptors as far as the concurrency wants it; where the hard
// limit stays below, lowers `settings.concurrency` and says so.
std::optional<plugin::Text> raise_descriptors(ListSettings& settings);

}  // namespace checks
