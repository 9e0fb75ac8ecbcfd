// One of several parts of a list, for several machines.

#pragma once

#include "checks/list/list_reader.h"
#include "checks/list_settings.h"

namespace checks {

// What belongs to that part. By host name in lower case, or by the group of a deployment list: all entries of
// one host, and of one group, are in one part, whatever else the list holds. Lines that cannot be used are
// told by one part each, remarks by the first.
List shard_of(List list, Shard shard);

}  // namespace checks
