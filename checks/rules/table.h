// All rules, in the order in which their findings are told when states are equal: the most telling first.

#pragma once

#include <span>

#include "checks/rules/rule.h"

namespace checks {

std::span<const Rule> rule_table();

}  // namespace checks
