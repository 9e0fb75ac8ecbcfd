// What else must be fetched before everything can be told: AIA today; OCSP and CRL go here too.
//
// Pure, and asked again after each round of fetches, until it wants nothing more.
//
// AIA (RFC 5280, 4.2.2.1): the addresses of the issuers that a chain lacks: of the last certificate of each
// dead end, of the last one sent where a path goes on by an intermediate from the store, and of what the
// certificate at fault issued where a path is broken. `never` wants none; `auto` only while there is no good
// path by anchors alone, and until the fetched certificates complete one;
// `always` whatever else there is. Addresses other than http:// (ldap, https) are passed over.

#pragma once

#include <string>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/pki/facts.h"
#include "checks/rules/policy.h"
#include "plugin/calendar.h"

namespace checks {

// Bounds of a run. A chain that needs more than two rounds has more intermediates than the public web knows.
inline constexpr int kMaxRounds = 6;
inline constexpr std::size_t kMaxFetches = 20;
// Addresses asked of one certificate; real ones have one, Microsoft's CAs two or three.
inline constexpr std::size_t kMaxUrlsAsked = 4;

struct FetchRequest {
  std::string purpose;  // as Fetch::purpose
  std::string url;
  Bytes body;

  friend bool operator==(const FetchRequest&, const FetchRequest&) = default;
};

// Nothing that was fetched already, with success or without, nothing twice, and together with what was
// fetched at most kMaxFetches.
std::vector<FetchRequest> plan(const Policy& policy, const Facts& facts, const Evidence& evidence,
                               plugin::Time now);

}  // namespace checks
