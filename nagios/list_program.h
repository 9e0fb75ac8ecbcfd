// What check_tls_list does: reads lists, checks all endpoints, writes what was asked for.

#pragma once

#include <span>
#include <string_view>

#include "checks/check.h"
#include "plugin/run.h"

namespace nagios {

plugin::Output run_list_program(const checks::Program& program, std::span<const std::string_view> arguments);

}  // namespace nagios
