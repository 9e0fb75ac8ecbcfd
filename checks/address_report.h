// What is told of the several addresses of one endpoint.

#pragma once

#include <vector>

#include "checks/check.h"
#include "plugin/calendar.h"
#include "plugin/report.h"
#include "plugin/text.h"

namespace checks {

// " (3 addresses)", for the first line; empty for one.
plugin::Text counted_addresses(const Verdict& verdict);

// One line an address, at most 20: its state, and its certificate or what failed. None if there is but one.
void add_addresses(const Checked& checked, const plugin::Calendar& calendar,
                   std::vector<plugin::Text>& lines);

// With --perf-addresses, the metrics of each address as "leaf_left_192_0_2_7": every character but letters
// and digits is a "_". At most of 16 addresses; a line says so where there are more.
void add_address_metrics(const Checked& checked, plugin::Report& report);

}  // namespace checks
