// A run as a plugin says it: counts, what ends soonest, the worst endpoints first.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checks/list/list_result.h"
#include "plugin/calendar.h"
#include "plugin/report.h"
#include "plugin/status.h"

namespace checks {

struct ListCounts {
  std::size_t ok = 0;
  std::size_t warning = 0;
  std::size_t critical = 0;
  std::size_t unknown = 0;  // with lines that cannot be used
};

ListCounts count(const ListRun& run);

// Of a run without endpoints: "the list has no endpoint", or the first thing that is wrong with it.
plugin::Text why_nothing_was_checked(const ListRun& run);

// The worst of all endpoints; UNKNOWN for a line that cannot be used, and for a list without endpoints.
plugin::Status status_of(const ListRun& run);

// The worst first, of equal ones what ends soonest, then as listed. Points into `run`.
std::vector<const ListResult*> worst_first(const ListRun& run);

// The result whose certificate ends soonest; null if none was seen.
const ListResult* soonest(const ListRun& run);

// "1,234"
std::string grouped(std::size_t number);

// First line: "10,000 endpoints: 3 critical, 12 warning, 9,980 ok, 5 unknown; soonest: mail.example.org in 2
// days". Then a line for each endpoint that is not OK, lines that cannot be used, remarks; `verbosity` 1:
// those that are OK too. Metrics: endpoints, critical, warning, ok, unknown, soonest, run_time.
plugin::Report summary(const ListRun& run, plugin::Time now, int verbosity);

}  // namespace checks
