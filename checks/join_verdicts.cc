#include "checks/join_verdicts.h"

#include <algorithm>
#include <iterator>
#include <span>
#include <string_view>
#include <utility>

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

// "192.0.2.7: ", "192.0.2.7, 192.0.2.8, 192.0.2.9 and 4 more: ", in the order of the evidence; empty where it
// is true of all.
Text whose(const Finding& finding, const std::vector<Verdict>& verdicts, const Evidence& evidence) {
  std::vector<std::size_t> indexes;
  for (const Verdict& verdict : verdicts) {
    if (has(verdict, finding)) {
      indexes.push_back(verdict.decisive);
    }
  }
  if (indexes.size() == verdicts.size()) {
    return Text();
  }
  std::ranges::sort(indexes);
  Text names;
  for (std::size_t i = 0; i < indexes.size() && i < kMaxNamed; ++i) {
    names += Text(i == 0 ? "" : ", ") + Text(evidence.observations[indexes[i]].address);
  }
  if (indexes.size() > kMaxNamed) {
    names += Text(" and ") + Text(std::to_string(indexes.size() - kMaxNamed)) + " more";
  }
  return names + ": ";
}

bool names_its_address(const Finding& finding, const Verdict& verdict) {
  return is_of_endpoint(finding.id, verdict) ||
         (finding.id == "reachable" && finding.outcome == Outcome::pass);
}

// Before anything is renamed, `original` has all findings.
void name_findings(const std::vector<Verdict>& original, const Evidence& evidence, Verdict& verdict) {
  const auto name = [&](Finding& finding) {
    if (!names_its_address(finding, verdict)) {
      finding.text = whose(finding, original, evidence) + finding.text;
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

void name_addresses(std::vector<Verdict>& verdicts, const Evidence& evidence) {
  const std::vector<Verdict> original = verdicts;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    name_findings(original, evidence, verdicts[i]);
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
  constexpr std::string_view kOrder[] = {"leaf_left",     "chain_left", "resolve_time", "connect_time",
                                         "starttls_time", "tls_time",   "total_time"};
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

}  // namespace

bool tells_more(const Finding& a, const Finding& b) {
  if (a.status != b.status) {
    return plugin::is_better(b.status, a.status);
  }
  return telling(a) < telling(b);
}

Verdict join(std::vector<Verdict> verdicts, const Evidence& evidence) {
  const bool is_endpoint = evidence.observations[verdicts.front().decisive].purpose == Purpose::ordinary;
  std::vector<AddressVerdict> addresses;
  for (std::size_t i = 0; is_endpoint && i < verdicts.size(); ++i) {
    addresses.push_back({verdicts[i].decisive, own_status(verdicts[i]), verdicts[i].metrics});
  }
  std::stable_sort(verdicts.begin(), verdicts.end(), [&evidence](const Verdict& a, const Verdict& b) {
    return decides_before(a, b, evidence);
  });
  if (is_endpoint && verdicts.size() > 1) {
    name_addresses(verdicts, evidence);
  }
  Verdict verdict = std::move(verdicts.front());
  for (std::size_t i = 1; i < verdicts.size(); ++i) {
    merge(std::move(verdicts[i]), verdict);
  }
  sort_metrics(verdict.metrics);
  verdict.addresses = std::move(addresses);
  return verdict;
}

}  // namespace checks
