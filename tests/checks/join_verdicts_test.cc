#define BOOST_TEST_MODULE join_verdicts
#include "checks/join_verdicts.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/rules/table.h"
#include "tests/support/case_builder.h"

namespace {

using checks::Evidence;
using checks::Facts;
using checks::Verdict;
using plugin::Status;
using std::chrono::days;
using std::chrono::microseconds;
using tests::CaseBuilder;

// The addresses of one name, each a server of its own, judged as a whole.
struct Judged {
  explicit Judged(const std::vector<CaseBuilder>& servers) {
    evidence.target.every_address = true;
    for (std::size_t i = 0; i < servers.size(); ++i) {
      add(servers[i], "192.0.2." + std::to_string(i + 1));
    }
    const plugin::Result<checks::Grader> grader = checks::Grader::make(
        checks::rule_table(), {"reachable", "leaf-expiry", "name-match", "addresses-agree"}, {});
    verdict = checks::judge(evidence, facts, {}, *grader, tests::kNow, tests::UtcCalendar());
  }

  void add(const CaseBuilder& b, std::string address) {
    const std::size_t offset = facts.certificates.size();
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
    evidence.observations.back().address = std::move(address);
    facts.observations.push_back(std::move(seen));
    facts.certificates.insert(facts.certificates.end(), b.facts.certificates.begin(),
                              b.facts.certificates.end());
  }

  // "id: text", each finding but those that do not apply.
  std::string told() const {
    std::string lines;
    for (const plugin::Finding& finding : verdict.findings) {
      if (finding.outcome != plugin::Outcome::not_applicable) {
        lines += (lines.empty() ? "" : "\n") + finding.id + ": " + finding.text.line();
      }
    }
    return lines;
  }

  // "OK CRITICAL", of each address by itself.
  std::string states() const {
    std::string words;
    for (const checks::AddressVerdict& one : verdict.addresses) {
      words += (words.empty() ? "" : " ") + std::string(plugin::word(one.status));
    }
    return words;
  }

  Evidence evidence;
  Facts facts;
  Verdict verdict;
};

CaseBuilder good(days left = days(60), microseconds tls = microseconds(1000)) {
  CaseBuilder b = tests::good_case();
  b.leaf().not_after = b.now + left;
  b.observation.handshake->certificates.front() = tests::bytes_of(std::to_string(left.count()));
  b.observation.timings.tls = tls;
  return b;
}

CaseBuilder refused() {
  CaseBuilder b;
  b.observation = {};
  b.observation.failure =
      checks::Failure{checks::Stage::connect, checks::FailureKind::refused, "connection refused"};
  return b;
}

BOOST_AUTO_TEST_CASE(what_is_told) {
  const struct {
    const char* name;
    std::vector<CaseBuilder> servers;
    Status status;
    const char* states;
    std::size_t decisive;
    const char* told;
  } kRows[] = {
      {"one address",
       {good()},
       Status::ok,
       "OK",
       0,
       "reachable: answers on 192.0.2.1, TLSv1.3\n"
       "leaf-expiry: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
       "name-match: certificate covers 'www.example.org'"},
      {"what is alike is said once",
       {good(days(3)), good(days(3))},
       Status::critical,
       "CRITICAL CRITICAL",
       0,
       "leaf-expiry: certificate expires in 3 days (2026-11-23 00:00 UTC)\n"
       "reachable: answers on 192.0.2.1, TLSv1.3\n"
       "reachable: answers on 192.0.2.2, TLSv1.3\n"
       "name-match: certificate covers 'www.example.org'\n"
       "addresses-agree: all 2 addresses send the same certificate and chain"},
      {"one that is dead",
       {refused(), good()},
       Status::critical,
       "CRITICAL OK",
       1,
       "reachable: 192.0.2.1: connect: connection refused\n"
       "reachable: answers on 192.0.2.2, TLSv1.3\n"
       "leaf-expiry: 192.0.2.2: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
       "name-match: 192.0.2.2: certificate covers 'www.example.org'"},
      {"one that was not renewed, early enough",
       {good(), good(days(50))},
       Status::warning,
       "OK OK",
       1,
       "addresses-agree: renew or reload 192.0.2.2: its certificate expires in 50 days (2027-01-09 00:00 "
       "UTC); "
       "192.0.2.1 has another until 2027-01-19 00:00 UTC\n"
       "reachable: answers on 192.0.2.2, TLSv1.3\n"
       "reachable: answers on 192.0.2.1, TLSv1.3\n"
       "leaf-expiry: 192.0.2.2: certificate expires in 50 days (2027-01-09 00:00 UTC)\n"
       "leaf-expiry: 192.0.2.1: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
       "name-match: certificate covers 'www.example.org'"},
      {"one that was not renewed",
       {good(), good(days(3)), good()},
       Status::critical,
       "OK CRITICAL OK",
       1,
       "leaf-expiry: 192.0.2.2: certificate expires in 3 days (2026-11-23 00:00 UTC)\n"
       "addresses-agree: renew or reload 192.0.2.2: its certificate expires in 3 days (2026-11-23 00:00 "
       "UTC); "
       "192.0.2.1, 192.0.2.3 have another until 2027-01-19 00:00 UTC\n"
       "reachable: answers on 192.0.2.2, TLSv1.3\n"
       "reachable: answers on 192.0.2.1, TLSv1.3\n"
       "reachable: answers on 192.0.2.3, TLSv1.3\n"
       "leaf-expiry: 192.0.2.1, 192.0.2.3: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
       "name-match: certificate covers 'www.example.org'"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Judged judged(row.servers);
      BOOST_TEST(judged.told() == row.told);
      BOOST_TEST(plugin::word(judged.verdict.status) == plugin::word(row.status));
      BOOST_TEST(judged.verdict.decisive == row.decisive);
      BOOST_TEST(judged.states() == row.states);
    }
  }
}

BOOST_AUTO_TEST_CASE(of_metrics_the_worst) {
  const Judged judged({refused(), good(days(60), microseconds(5)), good(days(3), microseconds(1)),
                       good(days(9), microseconds(7))});
  BOOST_TEST(plugin::perfdata(judged.verdict.metrics) ==
             "leaf_left=259200s;712800:;285120: chain_left=172800000s;1728000:;604800: tls_time=0.000007s");
}

}  // namespace
