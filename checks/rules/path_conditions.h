// Is a path good at a given time? RFC 5280, section 6, over Facts.
//
// The search (checks/pki/paths.h) promises names and signatures. Here each path is judged on its own, so that
// one bad branch never spoils a good one.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/pki/facts.h"

namespace checks {

enum class PathProblemKind {
  expired,
  not_yet_valid,
  not_a_ca,             // an issuer without basicConstraints CA (6.1.4 k), or of version 1 or 2
  path_length,          // 6.1.4 m
  key_usage,            // an issuer whose key usage lacks keyCertSign (6.1.4 n)
  leaf_key_usage,       // a leaf whose key may neither sign nor encrypt nor agree on keys (4.2.1.3)
  purpose,              // an extended key usage without server authentication, on any certificate
  critical_extension,   // an unknown critical extension (6.1.5 f)
  malformed_extension,  // one that cannot be read, or that comes twice (4.2)
  signature,            // by MD5 or older, which no client accepts, or by what a kind of client does not
  key,                  // an RSA key too small or too large
  key_id,               // an authority key identifier that contradicts the issuer's
  name_constraint,      // a name that a CA above forbids (6.1.3 b, c)
  too_many_names,       // the names and constraints take more than kMaxNameComparisons: gave up
  policy,               // a CA above requires an explicit policy, and none is valid (6.1.5)
  depth,                // more intermediates than --max-depth
};

// The first thing wrong with a path, seen from the leaf.
struct PathProblem {
  PathProblemKind kind = PathProblemKind::expired;
  CertificateIndex certificate = 0;         // the one at fault
  std::optional<CertificateIndex> by = {};  // the CA whose constraint it breaks
  std::string name = {};                    // the name that is forbidden, perhaps empty
};

// RSA keys that no client takes: below 1024 bits NSS, OpenSSL, Java, GnuTLS and Go all refuse; above 16384
// OpenSSL, NSS and Java cannot verify, and Go ends at 8192.
inline constexpr int kMinUsableRsaBits = 1024;
inline constexpr int kMaxUsableRsaBits = 16384;

struct JudgedPath {
  const Path* path = nullptr;
  std::optional<PathProblem> problem;
  // Below the anchor a SHA-1 signature or an RSA key under 2048 bits: good for some clients, and so no
  // problem of the path, but a path without them is better. The rules signature-algorithm and key-strength
  // tell them.
  bool is_weak = false;
  // Earliest not_after of the path without its leaf, the anchor included, and which certificate has it. A
  // path of one step: the leaf's.
  Time chain_end{};
  CertificateIndex chain_end_certificate = 0;
  Time end{};  // earliest of all
};

// All paths judged, the best first: valid ones that are not weak by anchors alone, then the others of these,
// then weak ones likewise, then the rest, last those with fetched certificates; within each, the one whose
// earliest end is latest.
std::vector<JudgedPath> judge_paths(const Facts& facts, const ObservationFacts& seen, Time now,
                                    std::optional<int> max_depth = {});
}  // namespace checks
