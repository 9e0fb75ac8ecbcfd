// What the Nagios programs that check one endpoint share: arguments -> output and exit code.

#pragma once

#include <span>
#include <string_view>

#include "checks/check.h"
#include "plugin/run.h"

namespace nagios {

plugin::Output run_endpoint_program(const checks::Program& program,
                                    std::span<const std::string_view> arguments);

}  // namespace nagios
