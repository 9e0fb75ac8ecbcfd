#include "checks/plan.h"

#include <algorithm>
#include <string_view>

namespace checks {
namespace {

constexpr const char* kAia = "aia";

bool is_http(std::string_view url) {
  constexpr std::string_view kScheme = "http://";
  return url.size() > kScheme.size() &&
         std::equal(kScheme.begin(), kScheme.end(), url.begin(),
                    [](char wanted, char c) { return wanted == (c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); });
}

bool is_fetched(const Path& path) { return path.uses_fetched; }

bool wants_aia(AiaMode mode, const ObservationFacts& seen) {
  const auto has = [&seen](auto is) { return std::any_of(seen.paths.begin(), seen.paths.end(), is); };
  switch (mode) {
    case AiaMode::never:
      return false;
    case AiaMode::automatic:
      return !has([](const Path& path) { return path.by_anchors_alone; }) && !has(is_fetched);
    case AiaMode::always:
      return true;
  }
  return false;
}

class Planner {
 public:
  Planner(const Facts& facts, const Evidence& evidence) : facts_(facts), evidence_(evidence) {}

  void add_aia(const ObservationFacts& seen);
  std::vector<FetchRequest> take() { return std::move(wanted_); }

 private:
  void add_dead_ends(const std::vector<DeadEnd>& ends);
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

void Planner::add_aia(const ObservationFacts& seen) {
  add_dead_ends(seen.dead_ends);
  for (const Path& path : seen.paths) {
    for (std::size_t i = 1; i + 1 < path.steps.size(); ++i) {
      if (path.steps[i].origin == Origin::store) {
        add_issuers(path.steps[i - 1].certificate);
        break;
      }
    }
  }
  add_dead_ends(seen.fetched_dead_ends);
}

}  // namespace

std::vector<FetchRequest> plan(const Policy& policy, const Facts& facts, const Evidence& evidence) {
  Planner planner(facts, evidence);
  for (std::size_t i = 0; i < facts.observations.size(); ++i) {
    if (!evidence.observations[i].superseded && wants_aia(policy.aia, facts.observations[i])) {
      planner.add_aia(facts.observations[i]);
    }
  }
  return planner.take();
}

}  // namespace checks
