// The options that only programs for Zabbix have: rows for option_table.

#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "checks/settings.h"
#include "plugin/options.h"

namespace checks {

std::span<const plugin::Option<Settings>> zabbix_option_rows();

// "document", "left", "status": the values of --get.
std::optional<Wanted> wanted_from_word(std::string_view text);

}  // namespace checks
