// The options that only the program for many endpoints has: rows for option_table.

#pragma once

#include <span>

#include "checks/settings.h"
#include "plugin/options.h"

namespace checks {

std::span<const plugin::Option<Settings>> list_option_rows();

// What contradicts itself among them, or lacks another.
plugin::Result<plugin::Done> check_list_settings(const ListSettings& settings);

}  // namespace checks
