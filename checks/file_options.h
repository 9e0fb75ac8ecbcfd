// The options of programs that check files: rows for option_table, and what becomes of their values.

#pragma once

#include <span>
#include <vector>

#include "checks/evidence/target.h"
#include "checks/file_question.h"
#include "checks/settings.h"
#include "plugin/options.h"
#include "plugin/result.h"

namespace checks {

std::span<const plugin::Option<Settings>> file_option_rows();

// The files to read, with the passwords: the first line of the file that is named for one, else of a
// variable.
plugin::Result<FileQuestion> file_question(const Settings& settings);

// The endpoints of --served. The server name sent is the first --match name, else the host.
plugin::Result<std::vector<Target>> served_targets(const Settings& settings);

}  // namespace checks
