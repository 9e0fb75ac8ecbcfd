// Servers of a deployment list: all of one domain must send the same, renewed certificate.

#pragma once

#include <vector>

#include "checks/check.h"
#include "checks/list/entry_settings.h"
#include "checks/list/list_result.h"
#include "plugin/calendar.h"

namespace checks {

struct GroupMember {
  const ListEntry& entry;
  ListResult& result;
};

// Adds the finding addresses-agree, a WARNING if not graded otherwise, to each member that sends another
// certificate than the newest of all (the one that was made last, then the one that ends last). Members that
// sent none say nothing.
void judge_group(const std::vector<GroupMember>& members, const EntrySettings& settings,
                 const Program& program, const plugin::Calendar& calendar);

}  // namespace checks
