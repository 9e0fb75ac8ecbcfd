// One check from settings to verdict: collect or replay, understand, fetch what that asks for, judge.
// Everything below the programs' mains meets here.

#pragma once

#include <span>
#include <string>

#include "checks/evidence/evidence.h"
#include "checks/grade.h"
#include "checks/judge.h"
#include "checks/pki/facts.h"
#include "checks/settings.h"
#include "plugin/calendar.h"
#include "plugin/options.h"
#include "plugin/result.h"

namespace checks {

// When the client table is made without --clients.
enum class ClientsShown { when_asked, verbose /* with -v, and no state depends on it */, always };

// What a program has to say and how; the rest is the same for all.
struct Program {
  const char* name;   // "check_tls_expiry"
  const char* does;   // one sentence for --help
  const char* rules;  // comma list of globs of the rules it has; those on files belong to programs of files
  const char*
      headline;  // comma list of the rules whose sentence leads while all is well, the first that has one
  plugin::ConfigSource config = {};
  const char* without = "";  // long names of the shared options that it does not have, separated by blanks
  Profile profile = Profile::none;  // unless --profile says otherwise
  ClientsShown clients = ClientsShown::when_asked;
  Source source = Source::endpoint;
};

// A finished check. The verdict points into evidence and facts, which is why it does not move.
struct Checked {
  Checked() = default;
  Checked(const Checked&) = delete;
  Checked& operator=(const Checked&) = delete;

  Evidence evidence;
  Facts facts;
  Verdict verdict;
  plugin::Time now{};
  // A remark that belongs to no rule: the evidence could not be saved.
  plugin::Text trouble;
  // Another, which changes no state: the cache could not be used.
  plugin::Text remark;
  bool given_anchors = false;    // the user's, for all clients
  bool perf_addresses = false;   // metrics of each address are wanted too
  bool abandon_threads = false;  // see plugin::Output
};

// The rules that a program of this kind can have.
std::span<const Rule> rules_for(Source source);

// Runs the check into `checked`. An error is the user's: a host that is missing, a file that cannot be read.
plugin::Result<plugin::Done> check(const Settings& settings, const Program& program, plugin::Time clock,
                                   const plugin::Calendar& calendar, Checked& checked);

}  // namespace checks
