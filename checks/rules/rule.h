// A rule: one question on one observation, answered from values alone.
//
// Each rule is one file, named as its id ("leaf-expiry" is leaf_expiry.cc), one row in table.cc, and one
// test. A rule reads no clock, file, socket or environment; it throws nothing. It always answers: what it
// cannot judge is `undetermined` or `not_applicable`, never nothing.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/evidence/evidence.h"
#include "checks/pki/facts.h"
#include "checks/rules/client_row.h"
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
  const std::vector<JudgedPath>& paths;   // as seen.paths, the best first
  const std::vector<ClientRow>& clients;  // in the order of ClientId; empty: nobody asked
  const Policy& policy;
  plugin::Time now;
  const plugin::Calendar& calendar;
  std::span<const Observation> observations = {};  // all, as facts.observations: for what compares them

  const CertificateFacts& certificate(CertificateIndex index) const { return facts.certificates[index]; }
  // Null if no certificate came or the first one does not parse.
  const CertificateFacts* leaf() const;
  // The path that decides: the best one for which nothing had to be fetched; null if there is none.
  const JudgedPath* best_path() const;
  // The best path if it is valid at `now`, else null.
  const JudgedPath* valid_path() const;
};

using Findings = std::vector<plugin::Finding>;

// What must have been seen before a rule is asked at all; else it is not applicable. `connection`, `tls`,
// `ordinary` and `addresses` are not asked of a file, `served` is asked of nothing but what --served saw, and
// that of nothing else but `connection`.
enum class Needs {
  connection,   // there was one, or a try
  file,         // there was none: a file was read, or a folder searched
  file_leaf,    // a file with a first certificate that parses
  addresses,    // there may be several: asked once, of the first one judged
  ordinary,     // the ordinary connection to an address, or a try: not those by --both-keys
  served,       // it was made to compare what a server sends with files
  tls,          // a TLS handshake got as far as a version
  certificate,  // a certificate was sent, parsing or not
  leaf,         // the first certificate parses; if it does not: unparsable_leaf() is the answer
};

struct Rule {
  const char* id;
  plugin::Status state;         // of its problems, where the text of the rule does not say otherwise
  plugin::Status undetermined;  // OK: a remark
  Needs needs;
  const char* sentence;  // what it checks, for --list-checks
  const char* citation;  // RFC and section, or the Baseline Requirements
  // Answers with at least one finding. Ids, and the states of undetermined and not-applicable ones, are
  // filled in by the caller.
  Findings (*judge)(const Case& c);
};

// Makers of the answers. Values and a subject may be added to what they return.
plugin::Finding pass(plugin::Text text);
plugin::Finding remark(plugin::Text text);
plugin::Finding problem(plugin::Status status, plugin::Text text);
plugin::Finding undetermined(plugin::Text why);
plugin::Finding not_applicable(plugin::Text why);

// A list of one, moved and not copied.
Findings just(plugin::Finding finding);

// The same finding about this certificate: its subject as `subject`.
plugin::Finding about(const CertificateFacts& certificate, plugin::Finding finding);

// One fault is told once: this rule steps back because rule `id` tells the fault. Adds the value {"told_by",
// id} to `finding`, which is undetermined or not applicable; its state is OK whatever the row's
// `undetermined` says. When `id` is not among the rules that run (--only, a program with fewer rules), nobody
// would tell: the caller then makes it a problem of this rule's state, else `--only chain-trusted` would be
// OK on a self-signed certificate. A teller that is silenced by --ignore stays silenced.
plugin::Finding told_by(const char* id, plugin::Finding finding);

// The rule that tells it, empty if the finding speaks for itself.
std::string_view teller(const plugin::Finding& finding);

// The answer of every rule with Needs::leaf when the first certificate does not parse: undetermined, told by
// reachable where the handshake failed, as it does wherever OpenSSL had to read it, else by leaf-expiry; of a
// file by file-readable.
Findings unparsable_leaf(const Case& c);

// "'www.example.org'": a certificate as messages name it. Quoted, so that one sees where a stranger's words
// begin and end.
plugin::Text quoted(const CertificateFacts& certificate);
plugin::Text quoted(std::string_view words);

// "'a', 'b' and 3 more": each quoted, at most `shown` of them; empty for none.
plugin::Text quoted_list(const std::vector<std::string>& words, std::size_t shown);

// "'Lab Intermediate CA 1'": who issued it, by the issuer's common name or else its whole name.
plugin::Text quoted_issuer(const CertificateFacts& certificate);

// Bounds on a stranger's words inside one sentence, so that the sentence around them fits
// plugin::kMaxFirstLine.
inline constexpr std::size_t kMaxQuoted = 100;  // as CertificateFacts::display_name
inline constexpr std::size_t kMaxReason = 200;  // a parser's or peer's explanation

// "expires in 59 days (2027-01-19 23:31 JST)" or "expired 3 days ago (...)", to the second at `now`.
plugin::Text expiry_in_words(plugin::Time not_after, plugin::Time now, const plugin::Calendar& calendar);

}  // namespace checks
