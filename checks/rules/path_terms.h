// What a path is judged by: an instant, bounds, and the habits in which kinds of clients differ.

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "checks/pki/facts.h"
#include "checks/rules/name_constraints.h"
#include "checks/rules/path_conditions.h"

namespace checks {

// When a common name counts as a host name.
enum class CommonName : std::uint8_t {
  never,
  without_san,   // no subject alternative name at all
  without_host,  // none that is a DNS name or an address
  without_dns,   // none that is a DNS name
};

// Whether a client that goes by `when` takes the common name of this certificate for a host name.
bool names_host_by_common_name(const CertificateFacts& certificate, CommonName when);

// Which key identifiers must not contradict.
enum class KeyIds : std::uint8_t { none, of_anchor, all };

// The defaults are what our own verdict goes by.
struct PathHabits {
  bool anchor_dates = true;
  bool anchor_purpose = true;             // the anchor's extended key usage counts
  bool anchor_limits = true;              // its path length, name constraints and critical extensions count
  bool anchor_needs_constraints = false;  // an anchor of version 3 without basic constraints is refused
  bool leaf_key_usage = true;             // the leaf's key usage must allow a handshake
  bool intermediate_purpose = true;       // an intermediate's extended key usage counts
  bool intermediate_any_purpose = true;   // anyExtendedKeyUsage is enough in it
  bool counts_self_issued = false;        // in path lengths, against RFC 5280, 4.2.1.9
  bool knows_policies = true;             // else critical extensions on policies are unknown to it
  bool ignores_directory_constraints = false;
  bool knows_directory_constraints = true;                 // else they are an unknown critical extension
  CommonName constrained_common_name = CommonName::never;  // when name constraints hold for it
  KeyIds key_ids = KeyIds::none;
  bool wildcards_hold_excluded = true;  // "*.example.org" is excluded where "www.example.org" is
  bool takes_sha224 = true;
  bool takes_sha1 = true;  // in signatures below the anchor
  int min_rsa_bits = kMinUsableRsaBits;
};

struct PathTerms {
  Time now{};
  std::optional<int> max_depth = {};  // intermediates allowed between leaf and anchor, self-issued ones too
  NameBudget names = {};              // is used up by judging
  PathHabits habits = {};
};

// None: the path is good. The leaf's own dates are not judged here: leaf-expiry and not-yet-valid tell them.
//
// The anchor: RFC 5280, 6.1.1 (d) takes it for a name and a key. Clients (OpenSSL, GnuTLS, Go, Python) go
// further, and so does this: its dates count, and what its extensions say against the path does: cA false,
// path length, key usage, extended key usage, name constraints, critical extensions. What it does not say is
// not asked of it: old roots have no extensions. Its signature and its key's size never count.
//
// Not judged: revocation; SHA-1 (see JudgedPath::is_weak).
std::optional<PathProblem> first_problem(const Facts& facts, const Path& path, PathTerms& terms);

// judge_paths by other terms; their `names` are for all paths together.
std::vector<JudgedPath> judge_paths(const Facts& facts, const std::vector<Path>& paths,
                                    const PathTerms& terms);

}  // namespace checks
