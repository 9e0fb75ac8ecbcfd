// As many sockets as a run wants.

#pragma once

#include <cstddef>
#include <optional>

#include "checks/list_settings.h"
#include "checks/settings.h"
#include "plugin/text.h"

namespace checks {

// Of one check without options: a connection to each family while they race, and one for a fetch.
inline constexpr std::size_t kFewestConnections = 3;
// As many addresses are reckoned with for -A, which takes kMaxTried (collect.h): two machines behind each of
// two addresses of each family. Names with more are rare, and do not come hundreds at a time.
inline constexpr std::size_t kUsualAddresses = 8;

// What one check by these settings may hold open at once: the ordinary connection, one for each kind of key
// and for each version, at each address.
std::size_t most_connections(const Settings& settings);

// Raises this process's soft limit of open descriptors as far as the concurrency wants it, when one check
// holds so many connections; where the hard limit stays below, lowers `settings.concurrency` and says so.
std::optional<plugin::Text> raise_descriptors(ListSettings& settings, std::size_t connections);

}  // namespace checks
