#include "checks/judge.h"

#include <algorithm>

#include "checks/rules/clients.h"
#include "checks/rules/remedies.h"
#include "plugin/text.h"

namespace checks {
namespace {

using plugin::Finding;
using plugin::Outcome;
using plugin::Status;
using plugin::Text;

bool certificate_came(const Case& c) { return !c.seen.sent.empty(); }

// The answer for a rule whose need is not met, none if it is.
std::optional<Findings> unmet(const Rule& rule, const Case& c) {
  const bool tls = c.observation.handshake && !c.observation.handshake->version.empty();
  switch (rule.needs) {
    case Needs::nothing:
      return std::nullopt;
    case Needs::tls:
      return tls ? std::nullopt : std::optional(just(not_applicable(Text("there was no TLS"))));
    case Needs::certificate:
      return certificate_came(c) ? std::nullopt
                                 : std::optional(just(not_applicable(Text("no certificate was seen"))));
    case Needs::leaf:
      if (!certificate_came(c)) {
        return just(not_applicable(Text("no certificate was seen")));
      }
      return c.leaf() ? std::nullopt : std::optional(unparsable_leaf(c));
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

Findings ask(const Rule& rule, const Case& c, const Grader& grader) {
  std::optional<Findings> without = unmet(rule, c);
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

// Of equal states, a problem tells more than something undetermined, that more than a remark.
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

bool tells_more(const Finding& a, const Finding& b) {
  if (a.status != b.status) {
    return plugin::is_better(b.status, a.status);
  }
  return telling(a) < telling(b);
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
  const Timings& timings = c.observation.timings;
  add_time(metrics, "resolve_time", timings.resolve);
  add_time(metrics, "connect_time", timings.connect);
  add_time(metrics, "starttls_time", timings.starttls);
  add_time(metrics, "tls_time", timings.tls);
  add_time(metrics, "total_time", timings.total);
  return metrics;
}

RuleVerdict left_out(const Rule& rule, const char* why) {
  Finding finding = not_applicable(Text(why));
  finding.id = rule.id;
  return {&rule, std::move(finding), false};
}

void judge_rule(const Rule& rule, const Case& c, const Grader& grader, Verdict& verdict) {
  if (!grader.runs(rule)) {
    verdict.rules.push_back(left_out(rule, "left out by --only"));
    return;
  }
  if (grader.ignores(rule)) {
    verdict.rules.push_back(left_out(rule, "ignored by --ignore"));
    return;
  }
  Findings findings = ask(rule, c, grader);
  const auto worst = std::min_element(findings.begin(), findings.end(), tells_more);
  verdict.rules.push_back({&rule, *worst, true});
  verdict.status = plugin::worst(verdict.status, worst->status);
  std::move(findings.begin(), findings.end(), std::back_inserter(verdict.findings));
}

// The observation that is judged: the one whose place no other took.
std::size_t decisive_observation(const Evidence& evidence) {
  for (std::size_t i = 0; i < evidence.observations.size(); ++i) {
    if (!evidence.observations[i].superseded) {
      return i;
    }
  }
  return 0;
}

}  // namespace

Verdict judge(const Evidence& evidence, const Facts& facts, const Policy& policy, const Grader& grader,
              plugin::Time now, const plugin::Calendar& calendar) {
  Verdict verdict;
  verdict.decisive = decisive_observation(evidence);
  const ObservationFacts& seen = facts.observations[verdict.decisive];
  verdict.paths = judge_paths(facts, seen, now, policy.max_depth);
  const Case c{evidence.target, evidence.observations[verdict.decisive],
               facts,           seen,
               verdict.paths,   verdict.clients,
               policy,          now,
               calendar};
  verdict.clients = client_table(c);
  for (const Rule* rule : grader.rules()) {
    judge_rule(*rule, c, grader, verdict);
  }
  std::stable_sort(verdict.findings.begin(), verdict.findings.end(), tells_more);
  judge_validity(c, verdict);
  verdict.remedies = remedies(c);
  verdict.right_chain = right_chain(c);
  verdict.metrics = measure(c);
  return verdict;
}

}  // namespace checks
