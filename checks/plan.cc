#include "checks/plan.h"

#include <algorithm>
#include <string_view>

#include "checks/rules/path_conditions.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

constexpr const char* kAia = "aia";

bool is_http(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  return url.size() > kScheme.size() && plugin::equal_ignoring_case(url.substr(0, kScheme.size()), kScheme);
}

// A good path that needs nothing of this machine's store: nobody has to be told what to do.
bool is_answer(const JudgedPath& judged) {
  return !judged.problem && (judged.path->by_anchors_alone || judged.path->uses_fetched);
}

bool wants_aia(AiaMode mode, const std::vector<JudgedPath>& paths) {
  switch (mode) {
    case AiaMode::never:
      return false;
    case AiaMode::automatic:
      return std::none_of(paths.begin(), paths.end(), is_answer);
    case AiaMode::always:
      return true;
  }
  return false;
}

class Planner {
 public:
  Planner(const Facts& facts, const Evidence& evidence) : facts_(facts), evidence_(evidence) {}

  void add_aia(const ObservationFacts& seen, const std::vector<JudgedPath>& paths);
  std::vector<FetchRequest> take() { return std::move(wanted_); }

 private:
  void add_dead_ends(const std::vector<DeadEnd>& ends);
  void add_broken(const JudgedPath& judged);
  void add_issuers(CertificateIndex certificate);
  bool is_known(const std::string& url) const;

  const Facts& facts_;
  const Evidence& evidence_;
  std::vector<FetchRequest> wanted_;
};

bool Planner::is_known(const std::string& url) const {
  const auto same = [&url](const auto& one) { return one.purpose == kAia && one.url == url; };
  return std::any_of(wanted_.begin(), wanted_.end(), same) ||
         std::any_of(evidence_.fetches.begin(), evidence_.fetches.end(), same);
}

void Planner::add_issuers(CertificateIndex certificate) {
  std::size_t asked = 0;
  for (const std::string& url : facts_.certificates[certificate].ca_issuer_urls) {
    if (!is_http(url) || ++asked > kMaxUrlsAsked) {
      continue;
    }
    if (!is_known(url) && evidence_.fetches.size() + wanted_.size() < kMaxFetches) {
      wanted_.push_back({kAia, url, {}});
    }
  }
}

void Planner::add_dead_ends(const std::vector<DeadEnd>& ends) {
  for (const DeadEnd& end : ends) {
    if (end.kind != DeadEndKind::untrusted_root) {
      add_issuers(end.steps.back().certificate);
    }
  }
}

// A CA renews its intermediate under the same address, and the chain file still has the old one.
void Planner::add_broken(const JudgedPath& judged) {
  const std::vector<PathStep>& steps = judged.path->steps;
  for (std::size_t i = 1; judged.problem && i < steps.size(); ++i) {
    if (steps[i].certificate == judged.problem->certificate) {
      add_issuers(steps[i - 1].certificate);
    }
  }
}

void Planner::add_aia(const ObservationFacts& seen, const std::vector<JudgedPath>& paths) {
  add_dead_ends(seen.dead_ends);
  for (const Path& path : seen.paths) {
    for (std::size_t i = 1; i + 1 < path.steps.size(); ++i) {
      if (path.steps[i].origin == Origin::store) {
        add_issuers(path.steps[i - 1].certificate);
        break;
      }
    }
  }
  for (const JudgedPath& judged : paths) {
    add_broken(judged);
  }
  add_dead_ends(seen.fetched_dead_ends);
}

}  // namespace

std::vector<FetchRequest> plan(const Policy& policy, const Facts& facts, const Evidence& evidence,
                               plugin::Time now) {
  if (policy.aia == AiaMode::never) {
    return {};
  }
  Planner planner(facts, evidence);
  for (std::size_t i = 0; i < facts.observations.size(); ++i) {
    const ObservationFacts& seen = facts.observations[i];
    const std::vector<JudgedPath> paths = judge_paths(facts, seen, now, policy.max_depth);
    if (!evidence.observations[i].superseded && wants_aia(policy.aia, paths)) {
      planner.add_aia(seen, paths);
    }
  }
  return planner.take();
}

}  // namespace checks
