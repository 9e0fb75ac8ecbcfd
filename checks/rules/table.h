// All rules, in the order in which their findings are told when states are equal: the most telling first.

#pragma once

#include <span>

#include "checks/rules/rule.h"

namespace checks {

// Those of endpoints.
std::span<const Rule> rule_table();

// Those of files, followed by those of endpoints.
std::span<const Rule> file_rule_table();

}  // namespace checks
