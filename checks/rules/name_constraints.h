// Do a certificate's names keep to the name constraints of a CA above it? RFC 5280, 4.2.1.10.

#pragma once

#include <cstddef>
#include <string>

#include "checks/pki/facts.h"

namespace checks {

// Names times constraints may be quadratic in what a peer sends: 256 KiB could ask for 10^9 comparisons.
// Real paths need up to 10,000. A comparison counts more the longer it is. For one path, and for all paths of
// one observation; Go and rustls stop at 250,000 too.
inline constexpr std::size_t kMaxNameComparisons = 250'000;
inline constexpr std::size_t kMaxAllNameComparisons = 2'000'000;

struct NameBudget {
  std::size_t left = kMaxNameComparisons;
};

enum class NameVerdict {
  permitted,
  forbidden,  // a name that is excluded, or of a kind of which others are permitted, or cannot be compared
  gave_up,    // the budget is used up
};

struct NameAnswer {
  NameVerdict verdict = NameVerdict::permitted;
  std::string name = {};  // the forbidden one, for people; empty if the constraints themselves are unusable
};

// What kinds of clients make of names and constraints; the defaults are RFC 5280's.
struct NameTerms {
  bool wildcards_hold_excluded = true;  // "*.example.org" is excluded where "www.example.org" is
  bool ignores_directories = false;     // constraints on directory names hold for nothing
  bool common_name_is_dns = false;      // the common name is compared as a dNSName
};

// Applies the constraints of one CA to every name of a certificate below it: its subject, each subject
// alternative name, each emailAddress in the subject (in all cases, as OpenSSL does). By default the
// common name does not count as a DNS name.
//
//   dNSName: "example.org" holds itself and all names below it; ".example.org" only those below it (Go and
//     OpenSSL read it so). "*.example.org" is also excluded by an excluded "www.example.org", which it
//     covers.
//   iPAddress: address and mask; an IPv4 constraint permits no IPv6 address.
//   directoryName: names that begin with the same RDNs.
//   rfc822Name: a mailbox, a host, or ".domain". URI: a host, or ".domain"; a URI without a host name cannot
//     be compared.
//   Other kinds cannot be compared: a name of that kind is forbidden.
//
// An empty constraint holds every name of its kind. ASCII case does not count, but in a mailbox's local part.
NameAnswer judge_names(const CertificateFacts& certificate, const NameConstraints& constraints,
                       NameBudget& budget, const NameTerms& terms = {});

}  // namespace checks
