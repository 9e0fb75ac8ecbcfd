// Fetches what judgement asked for (checks/plan.h) and keeps it as evidence, failures too.

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "checks/cache.h"
#include "checks/evidence/evidence.h"
#include "checks/net/http.h"
#include "checks/net/task.h"
#include "checks/plan.h"
#include "plugin/deadline.h"

namespace checks {

// Largest answer for certificates: one has 2 kB, a bundle of the US Federal PKI 60 kB.
inline constexpr std::size_t kMaxAiaAnswer = 64 << 10;

// What fetches of one run share; must outlive them.
struct Fetcher {
  HttpClient client;
  FetchCache* cache = nullptr;       // null: none
  std::chrono::sys_seconds clock{};  // for the cache
};

// Carries out all requests at once and adds a Fetch for each, in their order. `fetcher` and `evidence` must
// outlive the task. Throws nothing that comes from the network: what is not answered at the deadline is a
// failure like any other.
Task<> fetch(Fetcher& fetcher, std::vector<FetchRequest> requests, plugin::Deadline deadline,
             Evidence& evidence);

}  // namespace checks
