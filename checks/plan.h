// What else must be fetched before everything can be judged: AIA, OCSP, CRL.
//
// No rule of today needs a fetch, so the plan is empty; rounds of plan, fetch and understand go here when one
// does (at most 6 rounds or 20 fetches, or until the deadline).

#pragma once

#include <string>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/pki/facts.h"
#include "checks/rules/policy.h"

namespace checks {

struct FetchRequest {
  std::string purpose;  // as Fetch::purpose
  std::string url;
  Bytes body;
};

inline std::vector<FetchRequest> plan(const Policy&, const Facts&, const Evidence&) { return {}; }

}  // namespace checks
