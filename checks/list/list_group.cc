#include "checks/list/list_group.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

#include "checks/grade.h"
#include "checks/rules/rule.h"

namespace checks {
namespace {

using plugin::Status;
using plugin::Text;

constexpr std::string_view kRule = "addresses-agree";

auto age(const GroupMember& member) {
  const ListLeaf& leaf = *member.result.leaf;
  return std::tie(leaf.not_before, leaf.not_after);
}

// None: the user does not want to hear of it.
std::optional<Status> graded(const ListEntry& entry, const EntrySettings& settings, const Program& program) {
  const plugin::Result<Settings> asked = settings.settings(entry);
  if (!asked) {
    return std::nullopt;
  }
  const plugin::Result<Grader> grader =
      Grader::make(rules_for(program.source), split_list(program.rules), asked->grading);
  if (!grader) {
    return std::nullopt;
  }
  for (const Rule* rule : grader->rules()) {
    if (rule->id == kRule && grader->runs(*rule) && !grader->ignores(*rule)) {
      return grader->grade(*rule, plugin::Outcome::problem, rule->state);
    }
  }
  return std::nullopt;
}

Text difference(const GroupMember& member, const GroupMember& newest, const plugin::Calendar& calendar) {
  return Text("sends another certificate, until ") + calendar.date_and_time(member.result.leaf->not_after) +
         ", than " + Text::bounded(newest.entry.endpoint.address, 60) + ", which has the newest, until " +
         calendar.date_and_time(newest.result.leaf->not_after) +
         ": deploy it here too, and reload the server";
}

void add(ListResult& result, ListFinding finding) {
  const auto is_worse = [&](const ListFinding& one) { return plugin::is_better(one.status, finding.status); };
  const auto at = std::ranges::find_if(result.findings, is_worse);
  if (at == result.findings.begin() && finding.status != Status::ok) {
    result.headline = finding.text;
  }
  result.status = plugin::worst(result.status, finding.status);
  result.findings.insert(at, std::move(finding));
}

}  // namespace

void judge_group(const std::vector<GroupMember>& members, const EntrySettings& settings,
                 const Program& program, const plugin::Calendar& calendar) {
  const GroupMember* newest = nullptr;
  for (const GroupMember& member : members) {
    if (member.result.leaf && (!newest || age(*newest) < age(member))) {
      newest = &member;
    }
  }
  for (const GroupMember& member : members) {
    if (!member.result.leaf ||
        member.result.leaf->sha256_fingerprint == newest->result.leaf->sha256_fingerprint) {
      continue;
    }
    if (const std::optional<Status> status = graded(member.entry, settings, program)) {
      add(member.result, {std::string(kRule), *status, difference(member, *newest, calendar)});
    }
  }
}

}  // namespace checks
