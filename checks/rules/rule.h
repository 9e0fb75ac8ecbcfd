// A rule: one question on one observation, answered from values alone.
//
// Each rule is one file, named as its id ("leaf-expiry" is leaf_expiry.cc), one row in table.cc, and one test. A rule reads no clock, file, socket or
// environment; it throws nothing. It always answers: what it cannot judge is `undetermined` or `not_applicable`, never nothing.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/pki/facts.h"
#include "checks/rules/path_conditions.h"
#include "checks/rules/policy.h"
#include "plugin/calendar.h"
#include "plugin/finding.h"

namespace checks {

// Everything that a rule may look at.
struct Case {
  const Target& target;
  const Observation& observation;
  const Facts& facts;
  const ObservationFacts& seen;
  const std::vector<JudgedPath>& paths;  // as seen.paths, the best first
  const Policy& policy;
  plugin::Time now;
  const plugin::Calendar& calendar;

  const CertificateFacts& certificate(CertificateIndex index) const { return facts.certificates[index]; }
  // Null if no certificate came or the first one does not parse.
  const CertificateFacts* leaf() const;
  // The best path if it is valid at `now`, else null.
  const JudgedPath* valid_path() const;
};

using Findings = std::vector<plugin::Finding>;

// What must have been seen before a rule is asked at all; else it is not applicable.
enum class Needs {
  nothing,
  tls,         // a TLS handshake got as far as a version
  certificate, // a certificate was sent, parsing or not
  leaf,        // the first certificate parses; if it does not: undetermined
};

struct Rule {
  const char* id;
  plugin::Status state;         // of its problems, where the text of the rule does not say otherwise
  plugin::Status undetermined;  // OK: a remark
  Needs needs;
  const char* sentence;         // what it checks, for --list-checks
  const char* citation;         // RFC and section, or the Baseline Requirements
  // Answers with at least one finding. Ids, and the states of undetermined and not-applicable ones, are filled in by the caller.
  Findings (*judge)(const Case& c);
};

// Makers of the answers. Values and a subject may be added to what they return.
plugin::Finding pass(plugin::Text text);
plugin::Finding remark(plugin::Text text);
plugin::Finding problem(plugin::Status status, plugin::Text text);
plugin::Finding undetermined(plugin::Text why);
plugin::Finding not_applicable(plugin::Text why);

// "'www.example.org'": a certificate as messages name it. Quoted, so that one sees where a stranger's words begin and end.
plugin::Text quoted(const CertificateFacts& certificate);
plugin::Text quoted(std::string_view words);

// "expires in 59 days (2027-01-19 23:31 JST)" or "expired 3 days ago (...)", to the second at `now`.
plugin::Text expiry_in_words(plugin::Time not_after, plugin::Time now, const plugin::Calendar& calendar);

}  // namespace checks
