#include "checks/judge.h"

#include <algorithm>
#include <utility>

#include "checks/join_verdicts.h"
#include "checks/rules/clients.h"
#include "checks/rules/path_terms.h"
#include "checks/rules/remedies.h"
#include "checks/rules/rules.h"
#include "plugin/ascii.h"
#include "plugin/text.h"

namespace checks {
namespace {

using plugin::Finding;
using plugin::Outcome;
using plugin::Status;
using plugin::Text;

bool certificate_came(const Case& c) { return !c.seen.sent.empty(); }

// Whether a rule is asked about such an observation.
bool concerns(Needs needs, Purpose purpose) {
  switch (purpose) {
    case Purpose::file:
      return needs != Needs::connection && needs != Needs::tls && needs != Needs::served &&
             needs != Needs::addresses && needs != Needs::ordinary;
    case Purpose::served:
      return needs == Needs::connection || needs == Needs::served;
    case Purpose::rsa:
    case Purpose::ecdsa:
      return needs != Needs::file && needs != Needs::file_leaf && needs != Needs::served &&
             needs != Needs::addresses && needs != Needs::ordinary;
    default:
      return needs != Needs::file && needs != Needs::file_leaf && needs != Needs::served;
  }
}

// Of those that are judged.
bool is_first(const Case& c) {
  const auto first = std::ranges::find(c.observations, false, &Observation::superseded);
  return first == c.observations.end() || &*first == &c.observation;
}

// The answer for a rule whose need is not met, none if it is.
std::optional<Findings> unmet(const Rule& rule, const Case& c) {
  const bool tls = c.observation.handshake && !c.observation.handshake->version.empty();
  const bool has_leaf = c.leaf() != nullptr;
  switch (rule.needs) {
    case Needs::connection:
    case Needs::addresses:
    case Needs::ordinary:
    case Needs::file:
    case Needs::served:
      return std::nullopt;
    case Needs::tls:
      return tls ? std::nullopt : std::optional(just(not_applicable(Text("there was no TLS"))));
    case Needs::certificate:
    case Needs::leaf:
    case Needs::file_leaf:
      if (!certificate_came(c)) {
        return just(not_applicable(Text("no certificate was seen")));
      }
      return has_leaf || rule.needs == Needs::certificate ? std::nullopt : std::optional(unparsable_leaf(c));
  }
  return std::nullopt;
}

// True if `finding` leaves the telling to a rule that is not asked in this run. One that is ignored stays
// silenced.
bool is_left_untold(const Finding& finding, const Grader& grader) {
  const std::string_view id = teller(finding);
  return !id.empty() && std::ranges::none_of(grader.rules(), [&](const Rule* rule) {
    return id == rule->id && grader.runs(*rule);
  });
}

// `without`: the answer for a rule whose need is not met.
Findings ask(const Rule& rule, const Case& c, const Grader& grader, std::optional<Findings> without) {
  Findings findings = without ? *std::move(without) : rule.judge(c);
  for (Finding& finding : findings) {
    finding.id = rule.id;
    if (is_left_untold(finding, grader)) {
      finding.outcome = Outcome::problem;
      finding.status = rule.state;
    } else if (finding.outcome == Outcome::undetermined) {
      finding.status = teller(finding).empty() ? rule.undetermined : Status::ok;
    }
    finding.status = grader.grade(rule, finding.outcome, finding.status);
  }
  return findings;
}

bool names_covered(const ObservationFacts& seen) {
  return std::all_of(seen.names.begin(), seen.names.end(),
                     [](const NameFact& name) { return name.covered_by; });
}

void judge_validity(const Case& c, Verdict& verdict) {
  verdict.certificate_seen = certificate_came(c);
  const CertificateFacts* leaf = c.leaf();
  if (!leaf) {
    return;
  }
  const bool dates_and_name = leaf->not_before <= c.now && c.now <= leaf->not_after && names_covered(c.seen);
  verdict.valid = dates_and_name && c.valid_path();
  verdict.self_signed = dates_and_name && !c.valid_path() && leaf->self_signed;
}

void add_time(std::vector<plugin::Metric>& metrics, const char* label, const Timings::Time& taken) {
  if (taken) {
    metrics.push_back(plugin::time_taken(label, *taken));
  }
}

void add_time_left(std::vector<plugin::Metric>& metrics, const char* label,
                   const plugin::Thresholds& thresholds, const CertificateFacts& certificate,
                   plugin::Time now) {
  const plugin::Thresholds::Resolved limits =
      thresholds.resolve(certificate.not_after - certificate.not_before);
  metrics.push_back(plugin::time_left(label, certificate.not_after - now, limits.warning, limits.critical));
}

// "leaf_left_rsa": what is told apart when a server is asked for several certificates.
std::string with_kind(const std::string& label, const CertificateFacts& leaf) {
  return plugin::lower(label + "_" + kind_of_key(leaf.key.type));
}

void tell_kinds_apart(const CertificateFacts& leaf, std::vector<plugin::Metric>& metrics) {
  const std::size_t count = metrics.size();
  for (std::size_t i = 0; i < count; ++i) {
    plugin::Metric metric = metrics[i];
    metric.label = with_kind(metric.label, leaf);
    metrics.push_back(std::move(metric));
  }
}

std::vector<plugin::Metric> measure(const Case& c) {
  std::vector<plugin::Metric> metrics;
  if (const CertificateFacts* leaf = c.leaf()) {
    add_time_left(metrics, "leaf_left", c.policy.leaf, *leaf, c.now);
  }
  const JudgedPath* best = c.best_path();
  if (best != nullptr && best->path->steps.size() > 1) {
    add_time_left(metrics, "chain_left", c.policy.chain.value_or(c.policy.leaf),
                  c.certificate(best->chain_end_certificate), c.now);
  }
  if (c.target.both_keys && c.leaf() != nullptr) {
    tell_kinds_apart(*c.leaf(), metrics);
  }
  if (c.observation.purpose == Purpose::rsa || c.observation.purpose == Purpose::ecdsa) {
    return metrics;  // what the ordinary connection took is told
  }
  const Timings& timings = c.observation.timings;
  add_time(metrics, "resolve_time", timings.resolve);
  add_time(metrics, "connect_time", timings.connect);
  add_time(metrics, "proxy_time", timings.proxy);
  add_time(metrics, "starttls_time", timings.starttls);
  add_time(metrics, "tls_time", timings.tls);
  add_time(metrics, "total_time", timings.total);
  return metrics;
}

RuleVerdict left_out(const Rule& rule, const char* why, bool seen = true) {
  Finding finding = not_applicable(Text(why));
  finding.id = rule.id;
  return {&rule, std::move(finding), false, seen};
}

// Of several files, or of a folder, each finding names its own.
void name_file(const Case& c, Findings& findings) {
  const bool is_alone = std::ranges::count(c.observations, Purpose::file, &Observation::purpose) <= 1;
  const Observation& one = c.observation;
  const std::string name = one.file ? one.file->label() : one.search ? one.search->path : std::string();
  if (name.empty() || is_alone) {
    return;
  }
  for (Finding& finding : findings) {
    finding.text = Text::bounded(name, kMaxQuoted) + ": " + finding.text;
  }
}

void judge_rule(const Rule& rule, const Case& c, const Grader& grader, Verdict& verdict) {
  if (!concerns(rule.needs, c.observation.purpose) || (rule.needs == Needs::addresses && !is_first(c))) {
    verdict.rules.push_back(left_out(rule, "nothing of this kind was seen", false));
    return;
  }
  if (!grader.runs(rule)) {
    verdict.rules.push_back(left_out(rule, "left out by --only"));
    return;
  }
  if (grader.ignores(rule)) {
    verdict.rules.push_back(left_out(rule, "ignored by --ignore"));
    return;
  }
  std::optional<Findings> without = unmet(rule, c);
  const bool seen = !without;
  Findings findings = ask(rule, c, grader, std::move(without));
  name_file(c, findings);
  const auto worst = std::min_element(findings.begin(), findings.end(), tells_more);
  verdict.rules.push_back({&rule, *worst, true, seen});
  verdict.status = plugin::worst(verdict.status, worst->status);
  std::move(findings.begin(), findings.end(), std::back_inserter(verdict.findings));
}

// A file may hold a CA and be meant to: nobody asks that its key makes handshakes.
PathTerms terms_for(const Observation& observation, const Facts& facts, const ObservationFacts& seen,
                    const Policy& policy, plugin::Time now) {
  PathTerms terms{now, policy.max_depth, {kMaxAllNameComparisons}, {}};
  const bool is_ca = seen.leaf() && facts.certificates[*seen.leaf()].is_ca();
  terms.habits.leaf_key_usage = observation.purpose != Purpose::file || !is_ca;
  return terms;
}

Verdict judge_one(std::size_t index, const Evidence& evidence, const Facts& facts, const Policy& policy,
                  const Grader& grader, plugin::Time now, const plugin::Calendar& calendar) {
  Verdict verdict;
  verdict.decisive = index;
  const ObservationFacts& seen = facts.observations[index];
  verdict.paths =
      judge_paths(facts, seen.paths, terms_for(evidence.observations[index], facts, seen, policy, now));
  const Case c{
      evidence.target, evidence.observations[index], facts, seen, verdict.paths, verdict.clients, policy, now,
      calendar,        evidence.observations};
  verdict.clients = client_table(c);
  for (const Rule* rule : grader.rules()) {
    judge_rule(*rule, c, grader, verdict);
  }
  judge_validity(c, verdict);
  verdict.remedies = remedies(c);
  verdict.right_chain = right_chain(c);
  if (c.observation.purpose != Purpose::served) {
    verdict.metrics = measure(c);
  }
  return verdict;
}

// Of one address, with the same certificates: what is said of one is true of the other.
bool shows_the_same(const Observation& a, const Observation& b) {
  return a.address == b.address && a.port == b.port && a.handshake &&
         a.handshake->certificates == b.handshake->certificates;
}

// Of what was tried beside the ordinary connection, other certificates than those judged already. Why there
// are none, the rules on the ordinary one tell.
bool is_judged(const std::vector<Observation>& all, std::size_t index,
               const std::vector<std::size_t>& before) {
  const Observation& one = all[index];
  if (one.purpose != Purpose::rsa && one.purpose != Purpose::ecdsa) {
    return !one.superseded && one.purpose != Purpose::version_probe;
  }
  const bool has_certificates = one.handshake && !one.handshake->certificates.empty();
  return has_certificates &&
         std::ranges::none_of(before, [&](std::size_t i) { return shows_the_same(all[i], one); });
}

// Those that are judged: of ordinary ones all whose place no other took.
std::vector<std::size_t> judged_observations(const Evidence& evidence) {
  std::vector<std::size_t> indexes;
  for (std::size_t i = 0; i < evidence.observations.size(); ++i) {
    if (is_judged(evidence.observations, i, indexes)) {
      indexes.push_back(i);
    }
  }
  return indexes.empty() ? std::vector<std::size_t>{0} : indexes;
}

std::size_t row_of(const Finding& finding, const Grader& grader) {
  const auto& rules = grader.rules();
  return static_cast<std::size_t>(
      std::ranges::find_if(rules, [&](const Rule* rule) { return rule->id == finding.id; }) - rules.begin());
}

// The most telling first, equal ones as in the table. Each row is looked up once, not at each comparison.
std::vector<Finding> sorted(std::vector<Finding> findings, const Grader& grader) {
  struct Place {
    std::size_t index;
    std::size_t row;
  };
  std::vector<Place> places;
  places.reserve(findings.size());
  for (std::size_t i = 0; i < findings.size(); ++i) {
    places.push_back({i, row_of(findings[i], grader)});
  }
  std::ranges::stable_sort(places, [&](const Place& a, const Place& b) {
    const Finding& one = findings[a.index];
    const Finding& other = findings[b.index];
    return tells_more(one, other) || (!tells_more(other, one) && a.row < b.row);
  });
  std::vector<Finding> in_order;
  in_order.reserve(findings.size());
  for (const Place& place : places) {
    in_order.push_back(std::move(findings[place.index]));
  }
  return in_order;
}

}  // namespace

Verdict judge(const Evidence& evidence, const Facts& facts, const Policy& policy, const Grader& grader,
              plugin::Time now, const plugin::Calendar& calendar) {
  std::vector<Verdict> verdicts;
  for (const std::size_t index : judged_observations(evidence)) {
    verdicts.push_back(judge_one(index, evidence, facts, policy, grader, now, calendar));
  }
  Verdict verdict = join(std::move(verdicts), evidence, facts);
  verdict.findings = sorted(std::move(verdict.findings), grader);
  return verdict;
}

}  // namespace checks
