// Is a path good at a given time? RFC 5280, section 6, over Facts.
//
// The search (checks/pki/paths.h) promises names and signatures. Here each path is judged on its own, so that
// one bad branch never spoils a good one.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/pki/facts.h"

namespace checks {

enum class PathProblemKind {
  expired,
  not_yet_valid,
  not_a_ca,            // an issuer without basicConstraints CA (6.1.4 k)
  path_length,         // 6.1.4 m
  key_usage,           // an issuer whose key usage lacks keyCertSign (6.1.4 n)
  purpose,             // an extended key usage without server authentication, on the leaf or an intermediate
  critical_extension,  // an unknown critical extension (6.1.5 f)
};

// The first thing wrong with a path, seen from the leaf.
struct PathProblem {
  PathProblemKind kind = PathProblemKind::expired;
  CertificateIndex certificate = 0;  // the one at fault
};

struct JudgedPath {
  const Path* path = nullptr;
  std::optional<PathProblem> problem;
  // Earliest not_after of the path without its leaf, the anchor included, and which certificate has it. A
  // path of one step: the leaf's.
  Time chain_end{};
  CertificateIndex chain_end_certificate = 0;
  Time end{};  // earliest of all
};

// None: the path is good. An anchor's dates count (OpenSSL, GnuTLS, Go and Python refuse an expired root); of
// its extensions none does (RFC 5280, 6.1.1 d: an anchor is a name and a key). The leaf's own dates are not
// judged here: leaf-expiry and not-yet-valid tell them.
// Purpose and critical extensions of the leaf count even when it is an anchor itself. Not judged: name
// constraints.
std::optional<PathProblem> first_problem(const Facts& facts, const Path& path, Time now);

// All paths judged, the best first: valid ones by anchors alone, then other valid ones, then the rest; within
// each, the one whose earliest end is latest.
std::vector<JudgedPath> judge_paths(const Facts& facts, const ObservationFacts& seen, Time now);

}  // namespace checks
