// Command line (and configuration file) -> Settings.

#pragma once

#include <span>
#include <string_view>

#include "checks/options.h"
#include "checks/settings.h"
#include "plugin/options.h"
#include "plugin/result.h"

namespace checks {

// By the rows of option_table (options.h). `settings` holds the program's defaults.
plugin::Result<Settings> read_settings(std::span<const std::string_view> arguments,
                                       const plugin::ConfigSource& config, Settings settings,
                                       std::string_view without = {}, Source source = Source::endpoint);

}  // namespace checks
