#include "checks/list/list_runner.h"

#include <algorithm>
#include <utility>

#include "checks/batch.h"
#include "checks/list/list_group.h"

namespace checks {
namespace {

using plugin::Status;
using plugin::Text;
using std::chrono::milliseconds;

// Jobs of one key share a machine: the address if it is given, else the name.
std::vector<std::string> machines(const List& list) {
  std::vector<std::string> keys;
  keys.reserve(list.entries.size());
  for (const ListEntry& entry : list.entries) {
    keys.push_back(entry.endpoint.address.empty() ? entry.endpoint.host : entry.endpoint.address);
  }
  return keys;
}

// Spreads what failed together: a number from half of the pause to one and a half of it, by the entry.
milliseconds retry_pause(std::size_t index, unsigned tries) {
  constexpr std::size_t kSpread = 2654435761U;  // Knuth's multiplicative hash
  const auto share = static_cast<long>(index * kSpread % 1000);
  return tries * (kRetryPause / 2 + kRetryPause * share / 1000);
}

bool has_timed_out(const Checked& checked) {
  const std::optional<Failure>& failure = checked.evidence.observations[checked.verdict.decisive].failure;
  return failure && (failure->kind == FailureKind::deadline || failure->kind == FailureKind::resolver_silent);
}

ListResult unknown(Text why) {
  ListResult result;
  result.status = Status::unknown;
  result.findings.push_back({"reachable", Status::unknown, why});
  result.headline = std::move(why);
  return result;
}

}  // namespace

ListRunner::ListRunner(const Program& program, const EntrySettings& settings, const ListSettings& bounds,
                       const plugin::Calendar& calendar, const ListHooks& hooks)
    : program_(program),
      settings_(settings),
      bounds_(bounds),
      calendar_(calendar),
      hooks_(hooks),
      checker_(program, hooks.clock, calendar, kListResolverThreads) {}

Task<std::optional<milliseconds>> ListRunner::check(std::size_t index) {
  const ListEntry& entry = list_->entries[index];
  const auto settings = std::make_unique<plugin::Result<Settings>>(settings_.settings(entry));
  if (!*settings) {  // it was tried when the list was read
    keep(index, unknown(settings->error().text));
    co_return std::nullopt;
  }
  Settings& asked = **settings;
  const milliseconds wanted = asked.timeout;
  if (deadline_) {
    const auto left = std::chrono::ceil<milliseconds>(deadline_->left(plugin::Deadline::Clock::now()));
    asked.timeout = std::min(wanted, left);
  }
  const auto checked = std::make_unique<Checked>();
  plugin::Result<plugin::Done> outcome = plugin::Done{};
  co_await checker_.check(asked, *checked, outcome);
  if (outcome && asked.timeout < wanted && has_timed_out(*checked)) {  // that says nothing of the server
    co_return std::nullopt;
  }
  ListResult result = outcome ? make_list_result(*checked, program_, chains_) : unknown(outcome.error().text);
  if (outcome && !result.reached && tries_[index] < bounds_.retries) {
    to_retry_[index] = std::move(result);
    co_return retry_pause(index, ++tries_[index]);
  }
  to_retry_.erase(index);
  keep(index, std::move(result));
  checker_.forget();
  co_return std::nullopt;
}

void ListRunner::keep(std::size_t index, ListResult result) {
  result.entry = index;
  result.checked_at = hooks_.clock();
  results_[index] = std::move(result);
  const std::string& group = list_->entries[index].group;
  if (group.empty()) {
    return conclude(index);
  }
  Group& mine = groups_[group];
  if (--mine.missing == 0) {
    std::vector<GroupMember> members;
    for (const std::size_t member : mine.members) {
      members.push_back({list_->entries[member], *results_[member]});
    }
    judge_group(members, settings_, program_, calendar_);
    std::ranges::for_each(mine.members, [this](std::size_t member) { conclude(member); });
  }
}

void ListRunner::conclude(std::size_t index) {
  if (hooks_.on_result) {
    hooks_.on_result(list_->entries[index], *results_[index]);
  }
}

ListResult ListRunner::left_over(std::size_t index) const {
  const bool is_over = deadline_ && deadline_->has_passed(plugin::Deadline::Clock::now());
  ListResult result = unknown(Text(is_over ? "not checked: the --deadline of the run passed before"
                                           : "not checked: the run was ended before"));
  result.entry = index;
  result.checked_at = hooks_.clock();
  result.left_over = true;
  return result;
}

std::vector<ListResult> ListRunner::run(const List& list) {
  list_ = &list;
  const std::size_t count = list.entries.size();
  results_.assign(count, std::nullopt);
  tries_.assign(count, 0);
  for (std::size_t i = 0; i < count; ++i) {
    if (const std::string& group = list.entries[i].group; !group.empty()) {
      groups_[group].members.push_back(i);
      ++groups_[group].missing;
    }
  }
  if (bounds_.deadline) {
    deadline_ = plugin::Deadline::after(*bounds_.deadline);
  }
  Batch batch(checker_.loop(), {bounds_.concurrency, bounds_.per_host, deadline_}, machines(list),
              [this](std::size_t index) { return check(index); });
  batch.run(hooks_.must_stop);
  for (auto& [index, result] : to_retry_) {
    keep(index, std::move(result));
  }
  std::vector<ListResult> results;
  results.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const bool was_left = !results_[i];
    results.push_back(was_left ? left_over(i) : *std::move(results_[i]));
    const bool waited_for_group =
        !list.entries[i].group.empty() && groups_[list.entries[i].group].missing > 0;
    if (hooks_.on_result && (was_left || waited_for_group)) {
      hooks_.on_result(list.entries[i], results.back());
    }
  }
  return results;
}

}  // namespace checks
