// What there is to tell of a run, and what of it is news: the mail digest before it has words. Pure.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "checks/list/list_result.h"
#include "checks/list/run_state.h"
#include "plugin/calendar.h"

namespace checks {

enum class DigestChange {
  none,    // as in the last run, or better and still not OK, or there was no last run
  is_new,  // was OK, or was not in the list
  worse,   // in a worse state, with a further finding, or expired since
  fixed,   // was not OK, and is
};

// Points into the run and the state that the digest was made of.
struct DigestEntry {
  const ListEntry* entry = nullptr;
  const ListResult* result = nullptr;
  const EndpointState* before = nullptr;  // null: not in the last run
  DigestChange change = DigestChange::none;
  std::optional<plugin::Time> end;    // the earliest of what ends; only of expiring ones
  std::optional<plugin::Time> since;  // when a run first saw it in this state; none: this one
};

struct DigestCounts {
  std::size_t endpoints = 0;
  std::size_t critical = 0;
  std::size_t warning = 0;
  std::size_t unknown = 0;  // with the lines of the list that cannot be used, as in summary.h
  std::size_t ok = 0;
  std::size_t is_new = 0;
  std::size_t worse = 0;
};

struct Digest {
  DigestCounts counts;
  plugin::Time now{};
  std::optional<plugin::Time> last_run;    // none: nothing is marked
  std::vector<DigestEntry> expiring;       // worst first, then soonest
  std::vector<DigestEntry> unreachable;    // worst first, then in the order of the list; others likewise
  std::vector<DigestEntry> others;         // reachable, and something else is wrong
  std::vector<DigestEntry> fixed;          // in the order of the list
  std::vector<DigestEntry> not_checked;    // left over: nothing is known of them
  std::vector<ListFault> faults;           // lines that could not be used
  std::vector<plugin::Text> notices;       // of the run itself, such as a damaged state file
  std::optional<DigestEntry> next_to_end;  // of all whose certificate was seen, good ones too

  bool has_something() const;
  plugin::Status status() const;
};

// Of the results with these indices. `last`: null where there was no run before. `faults` and `notices` are
// the caller's to add, for whom they concern. `run` and `last` must outlive the digest.
Digest make_digest(const ListRun& run, std::span<const std::size_t> results, const RunState* last,
                   plugin::Time now);

}  // namespace checks
