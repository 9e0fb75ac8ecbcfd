// What a report says of files besides what it says of everything.

#pragma once

#include <vector>

#include "checks/check.h"
#include "plugin/calendar.h"
#include "plugin/text.h"

namespace checks {

// What was checked: "www.example.org:443", "/etc/ssl/www.pem", "12 files".
plugin::Text label_of(const Evidence& evidence);

// One line for each file that could be read and for each address that serves it, at most 20; nothing for an
// endpoint.
void add_files(const Checked& checked, const plugin::Calendar& calendar, std::vector<plugin::Text>& lines);

}  // namespace checks
