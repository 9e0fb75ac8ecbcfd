// Checks every entry of a list on one loop.
//
// Evidence is dropped once it is judged; a ListResult is what stays of an endpoint. What is not checked
// because the run's deadline passed or a signal came is a result too, UNKNOWN.

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/check.h"
#include "checks/checker.h"
#include "checks/list/entry_settings.h"
#include "checks/list/list_reader.h"
#include "checks/list/list_result.h"
#include "checks/list_settings.h"
#include "plugin/calendar.h"

namespace checks {

// Threads that look names up; a resolver on the same network answers 1,000 names a second through so many.
inline constexpr unsigned kListResolverThreads = 32;

// Between the tries of one endpoint: from half of it to one and a half of it, times the number of the try.
inline constexpr std::chrono::milliseconds kRetryPause{1000};

struct ListHooks {
  // Called for each result, when it is there: in no order, those of a group when the last one is there.
  std::function<void(const ListEntry&, const ListResult&)> on_result;
  std::function<bool()> must_stop;      // a signal came
  std::function<plugin::Time()> clock;  // of this machine
};

class ListRunner {
 public:
  // All of it must outlive the runner.
  ListRunner(const Program& program, const EntrySettings& settings, const ListSettings& bounds,
             const plugin::Calendar& calendar, const ListHooks& hooks);

  // Results in the order of `list.entries`.
  std::vector<ListResult> run(const List& list);

  bool has_abandoned_lookups() const { return checker_.has_abandoned_lookups(); }

 private:
  struct Group {
    std::vector<std::size_t> members;
    std::size_t missing = 0;
  };
  Task<std::optional<std::chrono::milliseconds>> check(std::size_t index);
  void keep(std::size_t index, ListResult result);
  void conclude(std::size_t index);
  ListResult left_over(std::size_t index) const;

  const Program& program_;
  const EntrySettings& settings_;
  const ListSettings& bounds_;
  const plugin::Calendar& calendar_;
  const ListHooks& hooks_;
  Checker checker_;
  ChainShelf chains_;
  const List* list_ = nullptr;
  std::optional<plugin::Deadline> deadline_;
  std::vector<std::optional<ListResult>> results_;
  std::vector<unsigned> tries_;
  std::map<std::size_t, ListResult> to_retry_;  // what the last try found, while the next one is awaited
  std::map<std::string, Group> groups_;
};

}  // namespace checks
