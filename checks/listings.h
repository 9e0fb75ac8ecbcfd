// What programs print instead of a check: --help, --version, --list-checks, --list-protocols.

#pragma once

#include <string>

#include "checks/check.h"
#include "checks/settings.h"

namespace checks {

// The text for `settings.instead`, which must not be `nothing`. Ends with a newline.
std::string listing(const Settings& settings, const Program& program);

// 3 for help and version (Monitoring Plugins guidelines), 0 for lists.
int listing_exit_code(const Settings& settings);

}  // namespace checks
