// Facts -> verdict: every rule of the program on every observation, graded and sorted. Pure.

#pragma once

#include <string>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/grade.h"
#include "checks/pki/facts.h"
#include "checks/rules/rule.h"
#include "plugin/calendar.h"
#include "plugin/finding.h"
#include "plugin/metric.h"
#include "plugin/status.h"

namespace checks {

// What a rule came to, at its worst over all observations.
struct RuleVerdict {
  const Rule* rule = nullptr;
  plugin::Finding worst;  // when the rule was left out or ignored: not applicable, with the reason as text
  bool asked = true;      // false: left out by --only or ignored
  bool seen = true;       // false: what it needs was not seen (Needs), so it says nothing of the endpoint
};

// One of several addresses.
struct AddressVerdict {
  std::size_t observation = 0;                 // its index in the evidence
  plugin::Status status = plugin::Status::ok;  // of itself: not that the addresses disagree
  std::vector<plugin::Metric> metrics;
};

struct Verdict {
  plugin::Status status = plugin::Status::ok;
  std::vector<plugin::Finding> findings;  // of the rules asked, worst first, then in the order of the table
  std::vector<RuleVerdict> rules;         // every rule of the program, in the order of the table
  std::vector<plugin::Metric> metrics;    // leaf_left, chain_left and times, graded or not
  // Trust, name and dates are good, whatever thresholds and grading say. Nothing of it when no certificate
  // was seen.
  bool certificate_seen = false;
  bool valid = false;
  bool self_signed = false;  // name and dates are good, but it is signed by itself and not in the store
  std::vector<JudgedPath>
      paths;  // of the observation that decides (`decisive`), the best first; points into the Facts
  std::vector<ClientRow> clients;             // likewise; empty if nobody asked
  std::vector<plugin::Text> remedies;         // what to do about the chain, step by step
  std::vector<CertificateIndex> right_chain;  // that the server should send; empty: not known
  std::vector<AddressVerdict> addresses;      // of an endpoint, those judged, in the order of the evidence
  std::size_t decisive = 0;                   // its index in the evidence: the observation that is shown
};

// `evidence` and `facts` must outlive the verdict.
Verdict judge(const Evidence& evidence, const Facts& facts, const Policy& policy, const Grader& grader,
              plugin::Time now, const plugin::Calendar& calendar);

}  // namespace checks
