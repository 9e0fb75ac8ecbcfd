// What the user makes of the findings: which rules run, which are ignored, which count more or less.
//
// Grading changes states, never facts: metrics, and the JSON member `valid`, are as if nothing had been
// graded.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/rules/rule.h"
#include "plugin/result.h"
#include "plugin/status.h"

namespace checks {

// One --severity: "name-match=WARNING", "chain-trusted:undetermined=OK".
struct Severity {
  std::string id;
  bool undetermined = false;
  plugin::Status status = plugin::Status::ok;
};

struct Grading {
  std::vector<std::string> only = {};     // globs; empty: all
  std::vector<std::string> ignore = {};   // globs
  std::vector<Severity> severities = {};  // a later one wins
};

// Which rules a program runs and how.
class Grader {
 public:
  // `program_rules` are globs of the rules that the program has. A glob or id of `grading` that matches none
  // of them is an error. `reachable` and `file-readable` always run.
  static plugin::Result<Grader> make(std::span<const Rule> table,
                                     const std::vector<std::string>& program_rules, Grading grading);

  // The program's rules in the order of the table, whether they run or not.
  const std::vector<const Rule*>& rules() const { return rules_; }
  bool runs(const Rule& rule) const;     // false: left out by --only
  bool ignores(const Rule& rule) const;  // findings are dropped

  // The state of a finding of that rule after grading. `found` is the state that the rule gave.
  plugin::Status grade(const Rule& rule, plugin::Outcome outcome, plugin::Status found) const;

 private:
  std::vector<const Rule*> rules_;
  Grading grading_;
};

// "a,b" -> {"a", "b"}; blanks and empty parts are dropped.
std::vector<std::string> split_list(std::string_view list);

// "ID=STATE" or "ID:undetermined=STATE".
plugin::Result<Severity> parse_severity(std::string_view text);

}  // namespace checks
