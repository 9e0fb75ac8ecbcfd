// A finished check in sentences: the headline, and the lines below it.

#pragma once

#include <string>

#include "checks/check.h"
#include "plugin/report.h"

namespace checks {

// `verbosity` 0: what is wrong, remarks and what could not be determined, then connection, chain and paths;
// 1: what is good too; 2: what does not apply too.
plugin::Report make_report(const Checked& checked, const Program& program, const plugin::Calendar& calendar,
                           int verbosity);

// The first line without the endpoint's name: what leads, then the other rules that are not OK. At most
// plugin::kMaxFirstLine bytes.
plugin::Text leading_sentence(const Checked& checked, const Program& program);

// All that is not OK, a line each, then what to do; escaped, for a monitor that shows one text beside a
// state. "nothing is wrong" where that is so.
std::string problems(const Checked& checked);

}  // namespace checks
