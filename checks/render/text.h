// A report as plain text for a person at a shell: `-o text`.

#pragma once

#include <string>

#include "plugin/report.h"

namespace checks {

// The state and the headline, then every line of detail, nothing cut and no perfdata.
std::string plain_text(const plugin::Report& report);

}  // namespace checks
