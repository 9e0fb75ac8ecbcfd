#include "checks/rules/path_policies.h"

#include <algorithm>
#include <set>
#include <string>

namespace checks {
namespace {

constexpr const char* kAnyPolicy = "2.5.29.32.0";

// RFC 9618, 5: the graph's lowest row is all that decides whether any policy is left.
class Policies {
 public:
  explicit Policies(std::size_t certificates)
      : explicit_(static_cast<int>(certificates) + 1), mapping_(explicit_), any_(explicit_) {}

  void enter(const CertificateFacts& certificate, bool is_last);
  void prepare_next(const CertificateFacts& certificate);

  void require(const PolicyConstraints& constraints);
  bool is_required() const { return explicit_ == 0; }
  bool is_unmet() const { return is_required() && valid_.empty(); }
  void finish(const PolicyConstraints& constraints);

 private:
  static void lower(int& counter, const std::optional<int>& limit) {
    counter = std::min(counter, limit.value_or(counter));
  }
  void map(const std::vector<PolicyMapping>& mappings);

  std::set<std::string> valid_ = {kAnyPolicy};
  int explicit_;
  int mapping_;
  int any_;
};

// 6.1.3 (d) to (f).
void Policies::enter(const CertificateFacts& certificate, bool is_last) {
  const bool had_any = valid_.contains(kAnyPolicy);
  std::set<std::string> next;
  for (const std::string& policy : certificate.policies) {
    if (policy == kAnyPolicy) {
      if (any_ > 0 || (!is_last && certificate.self_issued)) {
        next.insert(valid_.begin(), valid_.end());
      }
    } else if (had_any || valid_.contains(policy)) {
      next.insert(policy);
    }
  }
  valid_ = std::move(next);
}

// 6.1.4 (b): a mapped policy goes by the names of the subject's domain, or, when mapping is inhibited, goes.
void Policies::map(const std::vector<PolicyMapping>& mappings) {
  std::set<std::string> mapped;
  const bool had_any = valid_.contains(kAnyPolicy);
  for (const auto& [from, to] : mappings) {
    if (mapping_ > 0 && (had_any || valid_.contains(from))) {
      mapped.insert(to);
    }
  }
  for (const auto& [from, to] : mappings) {
    valid_.erase(from);
  }
  valid_.merge(mapped);
}

void Policies::require(const PolicyConstraints& constraints) {
  lower(explicit_, constraints.require_explicit);
  lower(mapping_, constraints.inhibit_mapping);
  lower(any_, constraints.inhibit_any);
}

// 6.1.4 (b), (h) to (j).
void Policies::prepare_next(const CertificateFacts& certificate) {
  map(certificate.policy_mappings);
  if (!certificate.self_issued) {
    for (int* counter : {&explicit_, &mapping_, &any_}) {
      *counter -= *counter > 0 ? 1 : 0;
    }
  }
  require(certificate.policy_constraints);
}

// 6.1.5 (a) and (b).
void Policies::finish(const PolicyConstraints& constraints) {
  explicit_ -= explicit_ > 0 ? 1 : 0;
  if (constraints.require_explicit == 0) {
    explicit_ = 0;
  }
}

// Leaf first; the certificate nearest to the anchor that requires a policy.
std::optional<CertificateIndex> first_requirement(const Facts& facts, const Path& path) {
  for (auto step = path.steps.rbegin(); step != path.steps.rend(); ++step) {
    if (facts.certificates[step->certificate].policy_constraints.require_explicit) {
      return step->certificate;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<CertificateIndex> unmet_policy_requirement(const Facts& facts, const Path& path) {
  const std::optional<CertificateIndex> requirement = first_requirement(facts, path);
  if (!requirement || path.steps.size() < 2) {
    return std::nullopt;
  }
  Policies policies(path.steps.size() - 1);
  policies.require(facts.certificates[path.steps.back().certificate].policy_constraints);
  for (std::size_t i = path.steps.size() - 1; i-- > 0;) {
    const CertificateFacts& certificate = facts.certificates[path.steps[i].certificate];
    policies.enter(certificate, i == 0);
    if (policies.is_unmet()) {  // 6.1.3 (f)
      return requirement;
    }
    if (i > 0) {
      policies.prepare_next(certificate);
    } else {
      policies.finish(certificate.policy_constraints);
    }
  }
  return policies.is_unmet() ? requirement : std::nullopt;
}

}  // namespace checks
