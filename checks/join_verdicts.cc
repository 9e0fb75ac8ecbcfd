#include "checks/join_verdicts.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "checks/rules/rules.h"
#include "plugin/text.h"

namespace checks {
namespace {

using plugin::Finding;
using plugin::Outcome;
using plugin::Text;

constexpr std::size_t kMaxNamed = 3;  // addresses before a finding

int telling(const Finding& finding) {
  switch (finding.outcome) {
    case Outcome::problem:
      return 0;
    case Outcome::undetermined:
      return 1;
    case Outcome::remark:
      return 2;
    case Outcome::pass:
      return 3;
    case Outcome::not_applicable:
      return 4;
  }
  return 4;
}

// Files before folders, and those before what serves them: only a file has all that is shown. Likewise an
// address that sent a certificate comes before one that did not.
int rank(const Observation& observation) {
  const bool has_nothing = observation.purpose == Purpose::ordinary &&
                           (!observation.handshake || observation.handshake->certificates.empty());
  return observation.purpose == Purpose::served ? 2 : observation.search || has_nothing ? 1 : 0;
}

bool is_of_endpoint(std::string_view id, const Verdict& verdict) {
  return std::ranges::any_of(verdict.rules, [&](const RuleVerdict& row) {
    return row.rule->id == id && row.rule->needs == Needs::addresses;
  });
}

// Without what is true of no address alone.
plugin::Status own_status(const Verdict& verdict) {
  plugin::Status status = plugin::Status::ok;
  for (const Finding& finding : verdict.findings) {
    if (!is_of_endpoint(finding.id, verdict)) {
      status = plugin::worst(status, finding.status);
    }
  }
  return status;
}

// What is shown: of the worst state that has something to show; of equal ones what has the least time left.
bool decides_before(const Verdict& a, const Verdict& b, const Evidence& evidence) {
  const int ranks[] = {rank(evidence.observations[a.decisive]), rank(evidence.observations[b.decisive])};
  if (ranks[0] != ranks[1]) {
    return ranks[0] < ranks[1];
  }
  if (const plugin::Status own[] = {own_status(a), own_status(b)}; own[0] != own[1]) {
    return plugin::is_better(own[1], own[0]);
  }
  return !a.metrics.empty() && !b.metrics.empty() && a.metrics.front().value < b.metrics.front().value;
}

bool says_the_same(const Finding& a, const Finding& b) {
  return a.id == b.id && a.outcome == b.outcome && a.status == b.status &&
         a.text.characters() == b.text.characters();
}

bool has(const Verdict& verdict, const Finding& finding) {
  return std::ranges::any_of(verdict.findings,
                             [&](const Finding& other) { return says_the_same(other, finding); });
}

// What tells verdicts apart that are joined.
class Names {
 public:
  enum class By { address, certificate };
  Names(By by, const Evidence& evidence, const Facts& facts) : by_(by), evidence_(evidence), facts_(facts) {}

  // "192.0.2.7", "RSA certificate".
  Text of(const Verdict& verdict) const {
    const Observation& seen = evidence_.observations[verdict.decisive];
    return by_ == By::address ? Text(seen.address) : Text(kind(verdict.decisive)) + " certificate";
  }
  // The rule is asked once of all that are joined.
  bool asks_once(Needs needs) const {
    return needs == Needs::addresses || (by_ == By::certificate && needs == Needs::ordinary);
  }
  // It says itself of which it is true.
  bool is_named_in(const Finding& finding) const {
    return by_ == By::address && finding.id == "reachable" && finding.outcome == Outcome::pass;
  }

 private:
  const char* kind(std::size_t observation) const {
    const auto leaf = facts_.observations[observation].leaf();
    return kind_of_key(leaf ? facts_.certificates[*leaf].key.type : KeyType::other);
  }

  By by_;
  const Evidence& evidence_;
  const Facts& facts_;
};

// "192.0.2.7: ", "192.0.2.7, 192.0.2.8, 192.0.2.9 and 4 more: ", in the order of the evidence; empty where it
// is true of all.
Text whose(const Finding& finding, const std::vector<Verdict>& verdicts, const Names& naming) {
  std::vector<const Verdict*> having;
  for (const Verdict& verdict : verdicts) {
    if (has(verdict, finding)) {
      having.push_back(&verdict);
    }
  }
  if (having.size() == verdicts.size()) {
    return Text();
  }
  std::ranges::sort(having, {}, &Verdict::decisive);
  Text names;
  for (std::size_t i = 0; i < having.size() && i < kMaxNamed; ++i) {
    names += Text(i == 0 ? "" : ", ") + naming.of(*having[i]);
  }
  if (having.size() > kMaxNamed) {
    names += Text(" and ") + Text(std::to_string(having.size() - kMaxNamed)) + " more";
  }
  return names + ": ";
}

bool needs_no_name(const Finding& finding, const Verdict& verdict, const Names& naming) {
  return naming.is_named_in(finding) || std::ranges::any_of(verdict.rules, [&](const RuleVerdict& row) {
           return row.rule->id == finding.id && naming.asks_once(row.rule->needs);
         });
}

// Before anything is renamed, `original` has all findings.
void name_findings(const std::vector<Verdict>& original, const Names& naming, Verdict& verdict) {
  const auto name = [&](Finding& finding) {
    if (!needs_no_name(finding, verdict, naming)) {
      finding.text = whose(finding, original, naming) + finding.text;
    }
  };
  for (RuleVerdict& row : verdict.rules) {
    if (row.asked) {
      name(row.worst);
    }
  }
  std::ranges::for_each(verdict.findings, name);
}

void drop_told(std::span<const Verdict> before, Verdict& verdict) {
  std::erase_if(verdict.findings, [&](const Finding& finding) {
    return std::ranges::any_of(before, [&](const Verdict& other) { return has(other, finding); });
  });
}

void name_all(std::vector<Verdict>& verdicts, const Names& naming) {
  const std::vector<Verdict> original = verdicts;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    name_findings(original, naming, verdicts[i]);
  }
  for (std::size_t i = 1; i < verdicts.size(); ++i) {
    drop_told(std::span(verdicts).first(i), verdicts[i]);
  }
}

// Time left is in whole seconds, and the less the worse; of time taken, the more.
bool is_worse(const plugin::Metric& a, const plugin::Metric& b) {
  return a.whole_seconds ? a.value < b.value : a.value > b.value;
}

void merge_metrics(const std::vector<plugin::Metric>& more, std::vector<plugin::Metric>& metrics) {
  for (const plugin::Metric& metric : more) {
    const auto same = std::ranges::find(metrics, metric.label, &plugin::Metric::label);
    if (same == metrics.end()) {
      metrics.push_back(metric);
    } else if (is_worse(metric, *same)) {
      *same = metric;
    }
  }
}

// In the order in which one observation has them.
void sort_metrics(std::vector<plugin::Metric>& metrics) {
  constexpr std::string_view kOrder[] = {
      "leaf_left",        "chain_left",        "leaf_left_rsa",      "chain_left_rsa", "leaf_left_ecdsa",
      "chain_left_ecdsa", "leaf_left_ed25519", "chain_left_ed25519", "resolve_time",   "connect_time",
      "proxy_time",       "starttls_time",     "tls_time",           "total_time"};
  std::ranges::stable_sort(metrics, {}, [&](const plugin::Metric& metric) {
    return std::ranges::find(kOrder, metric.label) - std::ranges::begin(kOrder);
  });
}

// Takes the findings of an observation that decides later.
void merge(Verdict more, Verdict& verdict) {
  for (std::size_t i = 0; i < verdict.rules.size(); ++i) {
    if (tells_more(more.rules[i].worst, verdict.rules[i].worst)) {
      verdict.rules[i] = std::move(more.rules[i]);
    }
  }
  verdict.status = plugin::worst(verdict.status, more.status);
  std::move(more.findings.begin(), more.findings.end(), std::back_inserter(verdict.findings));
  merge_metrics(more.metrics, verdict.metrics);
}

void sort_by_telling(std::vector<Verdict>& verdicts, const Evidence& evidence) {
  std::ranges::stable_sort(
      verdicts, [&evidence](const Verdict& a, const Verdict& b) { return decides_before(a, b, evidence); });
}

Verdict merged(std::vector<Verdict> verdicts) {
  Verdict verdict = std::move(verdicts.front());
  for (std::size_t i = 1; i < verdicts.size(); ++i) {
    merge(std::move(verdicts[i]), verdict);
  }
  sort_metrics(verdict.metrics);
  return verdict;
}

// The certificates of one address.
Verdict joined_certificates(std::vector<Verdict> verdicts, const Evidence& evidence, const Facts& facts) {
  sort_by_telling(verdicts, evidence);
  name_all(verdicts, Names(Names::By::certificate, evidence, facts));
  return merged(std::move(verdicts));
}

// One for each address, in their order.
std::vector<Verdict> one_by_address(std::vector<Verdict> verdicts, const Evidence& evidence,
                                    const Facts& facts) {
  const auto seen_in = [&](const Verdict& verdict) -> const Observation& {
    return evidence.observations[verdict.decisive];
  };
  std::vector<Verdict> joined;
  while (!verdicts.empty()) {
    const std::string address = seen_in(verdicts.front()).address;
    const auto others = std::stable_partition(verdicts.begin() + 1, verdicts.end(), [&](const Verdict& one) {
      return seen_in(one).address == address && seen_in(one).purpose != Purpose::ordinary;
    });
    std::vector<Verdict> here(std::move_iterator(verdicts.begin()), std::move_iterator(others));
    verdicts.erase(verdicts.begin(), others);
    joined.push_back(here.size() == 1 ? std::move(here.front())
                                      : joined_certificates(std::move(here), evidence, facts));
  }
  return joined;
}

}  // namespace

bool tells_more(const Finding& a, const Finding& b) {
  if (a.status != b.status) {
    return plugin::is_better(b.status, a.status);
  }
  return telling(a) < telling(b);
}

Verdict join(std::vector<Verdict> verdicts, const Evidence& evidence, const Facts& facts) {
  const bool is_endpoint = evidence.observations[verdicts.front().decisive].purpose == Purpose::ordinary;
  if (is_endpoint) {
    verdicts = one_by_address(std::move(verdicts), evidence, facts);
  }
  std::vector<AddressVerdict> addresses;
  for (std::size_t i = 0; is_endpoint && i < verdicts.size(); ++i) {
    addresses.push_back({verdicts[i].decisive, own_status(verdicts[i]), verdicts[i].metrics});
  }
  sort_by_telling(verdicts, evidence);
  if (is_endpoint && verdicts.size() > 1) {
    name_all(verdicts, Names(Names::By::address, evidence, facts));
  }
  Verdict verdict = merged(std::move(verdicts));
  verdict.addresses = std::move(addresses);
  return verdict;
}

}  // namespace checks
