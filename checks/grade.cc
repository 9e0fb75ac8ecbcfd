#include "checks/grade.h"

#include <fnmatch.h>

#include <algorithm>
#include <iterator>

#include "plugin/ascii.h"

namespace checks {
namespace {

constexpr std::string_view kUndetermined = ":undetermined";
constexpr std::string_view kAlways[] = {"reachable", "file-readable"};

bool matches(const std::string& glob, const char* id) { return fnmatch(glob.c_str(), id, 0) == 0; }

bool matches_any(const std::vector<std::string>& globs, const char* id) {
  return std::any_of(globs.begin(), globs.end(), [id](const std::string& glob) { return matches(glob, id); });
}

// An error for the first of `globs` that names none of `rules`.
std::optional<plugin::Error> unmatched(const std::vector<std::string>& globs, const char* option,
                                       const std::vector<const Rule*>& rules) {
  for (const std::string& glob : globs) {
    const bool hit =
        std::any_of(rules.begin(), rules.end(), [&](const Rule* rule) { return matches(glob, rule->id); });
    if (!hit) {
      return plugin::Error{plugin::Text(option) + plugin::Text(" ") + plugin::Text::bounded(glob, 80) +
                           ": matches no check of this program (see --list-checks)"};
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<std::string> split_list(std::string_view list) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t comma = list.find(',');
    const std::string_view part = plugin::trimmed(list.substr(0, comma));
    if (!part.empty()) {
      parts.emplace_back(part);
    }
    if (comma == std::string_view::npos) {
      return parts;
    }
    list.remove_prefix(comma + 1);
  }
}

plugin::Result<Severity> parse_severity(std::string_view text) {
  const std::size_t equals = text.find('=');
  const std::optional<plugin::Status> status =
      equals == std::string_view::npos ? std::nullopt
                                       : plugin::status_from_word(plugin::trimmed(text.substr(equals + 1)));
  std::string_view id = plugin::trimmed(text.substr(0, equals));
  const bool undetermined = id.ends_with(kUndetermined);
  if (undetermined) {
    id.remove_suffix(kUndetermined.size());
  }
  if (!status || id.empty()) {
    return plugin::Error{
        plugin::Text("expected ID=STATE or ID:undetermined=STATE with OK, WARNING, CRITICAL or UNKNOWN")};
  }
  return Severity{std::string(id), undetermined, *status};
}

plugin::Result<Grader> Grader::make(std::span<const Rule> table,
                                    const std::vector<std::string>& program_rules, Grading grading) {
  Grader grader;
  for (const Rule& rule : table) {
    if (matches_any(program_rules, rule.id)) {
      grader.rules_.push_back(&rule);
    }
  }
  std::vector<std::string> regraded;
  for (const Severity& severity : grading.severities) {
    regraded.push_back(severity.id);
  }
  using Globs = std::pair<const char*, const std::vector<std::string>&>;
  for (const Globs& given :
       {Globs("--only", grading.only), Globs("--ignore", grading.ignore), Globs("--severity", regraded)}) {
    if (std::optional<plugin::Error> error = unmatched(given.second, given.first, grader.rules_)) {
      return *error;
    }
  }
  grader.grading_ = std::move(grading);
  return grader;
}

bool Grader::runs(const Rule& rule) const {
  return grading_.only.empty() || std::ranges::find(kAlways, rule.id) != std::end(kAlways) ||
         matches_any(grading_.only, rule.id);
}

bool Grader::ignores(const Rule& rule) const { return matches_any(grading_.ignore, rule.id); }

plugin::Status Grader::grade(const Rule& rule, plugin::Outcome outcome, plugin::Status found) const {
  plugin::Status status = found;
  for (const Severity& severity : grading_.severities) {
    if (!matches(severity.id, rule.id)) {
      continue;
    }
    if (outcome == (severity.undetermined ? plugin::Outcome::undetermined : plugin::Outcome::problem)) {
      status = severity.status;
    }
  }
  return status;
}

}  // namespace checks
