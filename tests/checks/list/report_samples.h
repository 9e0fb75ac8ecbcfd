// Runs that were never made: what reports are tried with.

#pragma once

#include <cstddef>

#include "checks/list/list_result.h"
#include "plugin/calendar.h"

namespace tests {

// `endpoints` endpoints as a big company has them, the same for the same number: four CAs, a bunch of
// certificates that end on one day, some certificates that are on many endpoints, and of each kind of fault
// some. The first kHostile of them have names that try to become markup, script or another direction of text.
checks::ListRun sample_run(std::size_t endpoints, plugin::Time now);

inline constexpr std::size_t kHostile = 6;

}  // namespace tests
