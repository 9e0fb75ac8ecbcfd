// Rules of a profile: requirements on the form of each certificate of a path, beyond what clients enforce.
//
// They are judged when --profile asks for them (see Profile in policy.h); else each answers "not applicable"
// at no cost. They answer for a leaf that does not parse, too. They look at the best path, the anchor
// included; where there is no path, at the certificates sent, at most kMaxPathLength. One finding tells the
// first thing that a rule has against a certificate.

#pragma once

#include <optional>

#include "checks/rules/rule.h"

namespace checks {

// A certificate as such a rule sees it.
struct Inspected {
  const CertificateFacts& facts;
  const CertificateFacts* issuer =
      nullptr;  // the next one of the path; null for its last one, or if there is no path
  bool is_leaf = false;
  bool is_anchor = false;

  // Vouches for itself: a root.
  bool is_root() const { return facts.self_signed || (is_anchor && facts.self_issued); }
  // Issued the one before it, or says that it may.
  bool is_ca() const { return !is_leaf || facts.is_ca(); }
};

// What a rule has against a certificate: what follows its name in a sentence ("has no ..."); none: nothing.
using Complaint = std::optional<plugin::Text>;

enum class Requirements { rfc5280, webpki };

// The rule's answer: a WARNING for each certificate that it has something against, else one pass with
// `all_well`.
Findings inspect(const Case& c, Requirements requirements, Complaint (*complaint)(const Inspected& one),
                 const char* all_well);

}  // namespace checks
