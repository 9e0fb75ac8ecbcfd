#define BOOST_TEST_MODULE judge
#include "checks/judge.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/rules/table.h"
#include "tests/support/case_builder.h"

namespace {

using checks::Evidence;
using checks::Facts;
using checks::Grader;
using checks::Grading;
using checks::RuleVerdict;
using checks::Verdict;
using plugin::Outcome;
using plugin::Status;
using tests::CaseBuilder;

// A builder's server as evidence and facts, which the verdict points into.
struct Judged {
  Judged(const CaseBuilder& b, const std::vector<std::string>& rules, Grading grading) {
    evidence.target = b.target;
    evidence.observations = {b.observation};
    facts = b.facts;
    facts.observations = {b.seen};
    const plugin::Result<Grader> grader = Grader::make(checks::rule_table(), rules, std::move(grading));
    verdict = checks::judge(evidence, facts, b.policy, *grader, b.now, tests::UtcCalendar());
  }

  // "id: OUTCOME STATE" of the rules that are not passes or not applicable, worst first.
  std::string told() const {
    std::string lines;
    for (const plugin::Finding& finding : verdict.findings) {
      if (finding.outcome != Outcome::pass && finding.outcome != Outcome::not_applicable) {
        lines += (lines.empty() ? "" : "; ") + finding.id + ": " + word(finding.outcome) + " " +
                 word(finding.status);
      }
    }
    return lines;
  }

  Evidence evidence;
  Facts facts;
  Verdict verdict;
};

CaseBuilder self_signed() {
  CaseBuilder b;
  const checks::CertificateIndex leaf = b.send(tests::certificate("www.example.org", "www.example.org"));
  b.dead_end(checks::DeadEndKind::untrusted_root, {leaf});
  b.seen.names = {{"www.example.org", "www.example.org"}};
  return b;
}

CaseBuilder leaf_only() {
  CaseBuilder b = tests::dead_end_case(checks::DeadEndKind::issuer_unknown);
  b.seen.names = {{"www.example.org", "www.example.org"}};
  return b;
}

CaseBuilder unreachable() {
  CaseBuilder b;
  b.observation.handshake.reset();
  b.observation.failure = {checks::Stage::connect, checks::FailureKind::refused, "connection refused"};
  return b;
}

CaseBuilder unparsable() {
  CaseBuilder b;
  b.send_unparsable("it is garbage");
  return b;
}

CaseBuilder many_faults() {
  CaseBuilder b = tests::good_case();
  b.seen.names = {{"other.example.org", std::nullopt}};
  b.leaf().not_after = b.now + std::chrono::days(9);
  b.leaf().key = {checks::KeyType::rsa, 1024, "", "RSA 1024 bits", "a2V5"};
  return b;
}

BOOST_AUTO_TEST_CASE(tells_one_fault_once_and_the_worst_first) {
  const struct {
    const char* name;
    CaseBuilder server;
    std::vector<std::string> rules;
    Grading grading;
    Status status;
    const char* told;
  } kRows[] = {
      {"good", tests::good_case(), {"*"}, {}, Status::ok, ""},
      {"self-signed", self_signed(), {"*"}, {}, Status::critical, "self-signed: problem CRITICAL"},
      {"self-signed, its rule left out",
       self_signed(),
       {"*"},
       {.only = {"chain-trusted"}},
       Status::critical,
       "chain-trusted: problem CRITICAL"},
      {"self-signed, its rule ignored: that fault is ignored",
       self_signed(),
       {"*"},
       {.ignore = {"self-signed"}},
       Status::ok,
       ""},
      {"leaf only",
       leaf_only(),
       {"*"},
       {},
       Status::critical,
       "chain-complete: problem CRITICAL; chain-trusted: undetermined OK; chain-expiry: undetermined OK"},
      {"leaf only, chain-complete ignored",
       leaf_only(),
       {"*"},
       {.ignore = {"chain-complete"}},
       Status::ok,
       "chain-trusted: undetermined OK; chain-expiry: undetermined OK"},
      {"leaf only, undetermined counts",
       leaf_only(),
       {"*"},
       {.ignore = {"chain-complete", "chain-trusted"},
        .severities = {{"chain-expiry", true, Status::warning}}},
       Status::warning,
       "chain-expiry: undetermined WARNING"},
      {"unreachable", unreachable(), {"*"}, {}, Status::critical, "reachable: problem CRITICAL"},
      {"unreachable, of a program with few rules",
       unreachable(),
       {"reachable", "pin"},
       {},
       Status::critical,
       "reachable: problem CRITICAL"},
      {"many faults",
       many_faults(),
       {"*"},
       {},
       Status::critical,
       "name-match: problem CRITICAL; leaf-expiry: problem WARNING; key-strength: problem WARNING"},
      {"many faults, graded",
       many_faults(),
       {"*"},
       {.ignore = {"key-strength"}, .severities = {{"name-match", false, Status::ok}}},
       Status::warning,
       "leaf-expiry: problem WARNING; name-match: problem OK"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Judged judged(row.server, row.rules, row.grading);
      BOOST_TEST(judged.told() == row.told);
      BOOST_TEST(plugin::word(judged.verdict.status) == plugin::word(row.status));
    }
  }
}

BOOST_AUTO_TEST_CASE(an_unparsable_leaf_is_told_once) {
  const Judged judged(unparsable(), {"*"}, {});
  BOOST_TEST(plugin::word(judged.verdict.status) == "UNKNOWN");
  int worse_than_ok = 0;
  for (const plugin::Finding& finding : judged.verdict.findings) {
    worse_than_ok += finding.status != Status::ok;
  }
  BOOST_TEST(worse_than_ok == 1);
  BOOST_TEST(judged.verdict.findings.front().id == "leaf-expiry");
}

BOOST_AUTO_TEST_CASE(every_rule_of_the_program_has_a_verdict) {
  const Judged judged(unreachable(), {"*"}, {.only = {"pin"}, .ignore = {"pin"}});
  BOOST_TEST(judged.verdict.rules.size() == checks::rule_table().size());
  for (const RuleVerdict& rule : judged.verdict.rules) {
    BOOST_TEST_CONTEXT(rule.rule->id) {
      const std::string id = rule.rule->id;
      BOOST_TEST(rule.asked == (id == "reachable"));
      BOOST_TEST(rule.worst.id == id);
      BOOST_TEST(rule.worst.text.line() == (id == "reachable" ? "connect: connection refused"
                                            : id == "pin"     ? "ignored by --ignore"
                                                              : "left out by --only"));
    }
  }
}

BOOST_AUTO_TEST_CASE(validity_is_trust_name_and_dates_whatever_grading_says) {
  const Grading ignore_all{.ignore = {"*"}, .severities = {{"*", false, Status::ok}}};
  CaseBuilder good = tests::good_case();
  CaseBuilder expired = tests::good_case();
  expired.leaf().not_after = expired.now - std::chrono::seconds(1);
  CaseBuilder last_second = tests::good_case();
  last_second.leaf().not_after = last_second.now;
  CaseBuilder wrong_name = tests::good_case();
  wrong_name.seen.names = {{"other.example.org", std::nullopt}};
  const struct {
    const char* name;
    CaseBuilder server;
    bool seen;
    bool valid;
    bool self_signed;
  } kRows[] = {
      {"good", good, true, true, false},
      {"at its last second", last_second, true, true, false},
      {"expired", expired, true, false, false},
      {"wrong name", wrong_name, true, false, false},
      {"self-signed", self_signed(), true, false, true},
      {"leaf only", leaf_only(), true, false, false},
      {"unreachable", unreachable(), false, false, false},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Judged judged(row.server, {"*"}, ignore_all);
      BOOST_TEST(judged.verdict.certificate_seen == row.seen);
      BOOST_TEST(judged.verdict.valid == row.valid);
      BOOST_TEST(judged.verdict.self_signed == row.self_signed);
    }
  }
}

BOOST_AUTO_TEST_CASE(metrics_stay_when_rules_are_ignored) {
  CaseBuilder b = tests::good_case();
  b.observation.timings.connect = std::chrono::microseconds(1500);
  b.observation.timings.total = std::chrono::microseconds(2500);
  const Judged judged(b, {"reachable"}, {.ignore = {"*"}});
  BOOST_TEST(plugin::perfdata(judged.verdict.metrics) ==
             "leaf_left=5184000s;1728000:;604800: chain_left=172800000s;1728000:;604800: "
             "connect_time=0.001500s total_time=0.002500s");
}

}  // namespace
