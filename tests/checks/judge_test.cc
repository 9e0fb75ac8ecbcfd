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

// Files, folders and what serves them are judged each; the worst counts.
struct JudgedFiles {
  explicit JudgedFiles(const std::vector<CaseBuilder>& files, Grading grading = {}) {
    for (const CaseBuilder& b : files) {
      const auto offset = facts.certificates.size();
      checks::ObservationFacts seen = b.seen;
      for (checks::SentCertificate& sent : seen.sent) {
        *sent.certificate += offset;
      }
      for (checks::Path& path : seen.paths) {
        for (checks::PathStep& step : path.steps) {
          step.certificate += offset;
        }
      }
      evidence.observations.push_back(b.observation);
      facts.observations.push_back(seen);
      facts.certificates.insert(facts.certificates.end(), b.facts.certificates.begin(),
                                b.facts.certificates.end());
    }
    const plugin::Result<Grader> grader = Grader::make(checks::file_rule_table(), {"*"}, std::move(grading));
    verdict = checks::judge(evidence, facts, {}, *grader, tests::kNow, tests::UtcCalendar());
  }
  // "id: text" of the problems and what counts as undetermined, worst first.
  std::string told() const {
    std::string lines;
    for (const plugin::Finding& finding : verdict.findings) {
      if (finding.status != Status::ok) {
        lines += (lines.empty() ? "" : "; ") + finding.id + ": " + finding.text.line();
      }
    }
    return lines;
  }
  Evidence evidence;
  Facts facts;
  Verdict verdict;
};

CaseBuilder file_named(const char* path, std::chrono::days left) {
  CaseBuilder b = tests::file_case();
  b.observation.file->path = path;
  b.leaf().not_after = b.now + left;
  return b;
}

CaseBuilder missing_file() {
  CaseBuilder b;
  b.observation = {};
  b.observation.purpose = checks::Purpose::file;
  b.observation.file.emplace().path = "c.pem";
  b.observation.file->failure = checks::FileFailure{checks::FileProblem::missing, "no such file"};
  return b;
}

CaseBuilder served_refused() {
  CaseBuilder b = unreachable();
  b.observation.purpose = checks::Purpose::served;
  b.observation.address = "192.0.2.7";
  b.observation.port = 443;
  return b;
}

BOOST_AUTO_TEST_CASE(several_files) {
  using std::chrono::days;
  const struct {
    const char* name;
    std::vector<CaseBuilder> files;
    Status status;
    std::size_t decisive;
    const char* told;
    int days_left;  // of leaf_left; -1: there is none
  } kRows[] = {
      {"one", {file_named("a.pem", days(60))}, Status::ok, 0, "", 60},
      {"one that ends soon",
       {file_named("a.pem", days(3))},
       Status::critical,
       0,
       "leaf-expiry: certificate expires in 3 days (2026-11-23 00:00 UTC)",
       3},
      {"the one that ends first decides",
       {file_named("a.pem", days(60)), file_named("b.pem", days(50))},
       Status::ok,
       1,
       "",
       50},
      {"each names itself",
       {file_named("a.pem", days(3)), file_named("b.pem", days(9))},
       Status::critical,
       0,
       "leaf-expiry: a.pem: certificate expires in 3 days (2026-11-23 00:00 UTC); leaf-expiry: b.pem: "
       "certificate expires in 9 days (2026-11-29 00:00 UTC)",
       3},
      {"one missing",
       {file_named("a.pem", days(60)), missing_file()},
       Status::critical,
       1,
       "file-readable: c.pem: cannot be used: no such file",
       60},
      {"missing alone",
       {missing_file()},
       Status::critical,
       0,
       "file-readable: cannot be used: no such file",
       -1},
      {"a server that does not answer decides nothing",
       {file_named("a.pem", days(60)), served_refused()},
       Status::critical,
       0,
       "reachable: 192.0.2.7:443: connect: connection refused",
       60},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      const JudgedFiles judged(row.files);
      BOOST_TEST((judged.verdict.status == row.status));
      BOOST_TEST(judged.verdict.decisive == row.decisive);
      BOOST_TEST(judged.told() == row.told);
      const auto& metrics = judged.verdict.metrics;
      BOOST_TEST_REQUIRE((row.days_left < 0) == metrics.empty());
      if (!metrics.empty()) {
        BOOST_TEST(metrics.front().label == "leaf_left");
        BOOST_TEST((metrics.front().value == days(row.days_left)));
      }
      BOOST_TEST(judged.verdict.rules.size() == checks::file_rule_table().size());
    }
  }
}

// What is said of connections is not asked of files, and that of files not of connections.
BOOST_AUTO_TEST_CASE(rules_that_concern) {
  const auto text_of = [](const Verdict& verdict, std::string_view id) {
    for (const RuleVerdict& rule : verdict.rules) {
      if (rule.rule->id == id) {
        return rule.worst.text.line();
      }
    }
    return std::string("no such rule");
  };
  const JudgedFiles file({file_named("a.pem", std::chrono::days(60))});
  for (const char* id : {"reachable", "tls-version", "starttls-injection", "served-same"}) {
    BOOST_TEST(text_of(file.verdict, id) == "nothing of this kind was seen");
  }
  const JudgedFiles endpoint({tests::good_case()});
  for (const char* id : {"file-readable", "key-match", "served-same"}) {
    BOOST_TEST(text_of(endpoint.verdict, id) == "nothing of this kind was seen");
  }
  BOOST_TEST(text_of(endpoint.verdict, "reachable") == "answers on 127.0.0.1, TLSv1.3");
}

// What a report shows of clients and remedies comes with the verdict.
BOOST_AUTO_TEST_CASE(clients_and_remedies) {
  CaseBuilder b = tests::good_case();
  b.policy.judges_clients = true;
  for (const checks::ClientId client : {checks::ClientId::roots_only, checks::ClientId::java}) {
    checks::ClientFacts& facts = b.seen.clients.emplace_back();
    facts.client = client;
    facts.store = "/cacerts";
    facts.paths = b.seen.paths;
  }
  b.seen.clients.back().paths.clear();
  b.seen.clients.back().dead_ends = {
      {{{tests::kLeaf, checks::Origin::sent}, {tests::kIntermediate, checks::Origin::sent}},
       checks::DeadEndKind::issuer_unknown}};
  const Judged judged(b, {"clients-agree"}, {});
  BOOST_TEST(judged.told() == "clients-agree: problem WARNING");
  BOOST_TEST_REQUIRE(judged.verdict.clients.size() == 2U);
  BOOST_TEST((judged.verdict.clients[0].verdict == checks::ClientVerdict::accepts));
  BOOST_TEST((judged.verdict.clients[1].verdict == checks::ClientVerdict::rejects));
  BOOST_TEST_REQUIRE(judged.verdict.remedies.size() == 1U);
  BOOST_TEST(
      judged.verdict.remedies[0].line() ==
      "if 'Lab Root' may be trusted, for Java: keytool -importcert -keystore /cacerts -alias NAME -file "
      "ROOT.pem");
  BOOST_TEST(judged.verdict.right_chain.size() == 2U);

  b.policy.judges_clients = false;
  const Judged shown(b, {"clients-agree"}, {});
  BOOST_TEST(shown.told() == "");
  BOOST_TEST(shown.verdict.clients.size() == 2U);
}

}  // namespace
