// The certificates of one address, and of several: what is told of which.

#define BOOST_TEST_MODULE join_keys
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/judge.h"
#include "checks/rules/table.h"
#include "tests/support/case_builder.h"

namespace {

using checks::KeyType;
using checks::Observation;
using checks::Purpose;
using plugin::Status;
using std::chrono::days;
using tests::CaseBuilder;

// What one connection saw: a certificate with such a key, or none.
struct Seen {
  const char* address;
  Purpose purpose;
  std::optional<KeyType> key;
  int left = 60;  // days
};

struct Judged {
  explicit Judged(const std::vector<Seen>& all) {
    evidence.target.host = "www.example.org";
    evidence.target.both_keys = true;
    evidence.target.every_address = true;
    for (const Seen& one : all) {
      one.key ? add(one) : add_refused(one);
    }
    const plugin::Result<checks::Grader> grader = checks::Grader::make(
        checks::rule_table(), {"reachable", "leaf-expiry", "name-match", "both-keys", "addresses-agree"}, {});
    verdict = checks::judge(evidence, facts, {}, *grader, tests::kNow, tests::UtcCalendar());
  }

  Observation& place(const Seen& one) {
    Observation& made = evidence.observations.emplace_back();
    made.purpose = one.purpose;
    made.address = one.address;
    made.handshake.emplace();
    return made;
  }

  void add(const Seen& one) {
    CaseBuilder b = tests::good_case();
    b.leaf().not_after = b.now + days(one.left);
    b.leaf().key.type = *one.key;
    Observation& made = place(one);
    made.handshake = b.observation.handshake;
    made.timings.tls = std::chrono::microseconds(1000);
    const std::string der = std::to_string(int(*one.key)) + " " + std::to_string(one.left);
    made.handshake->certificates.front() = tests::bytes_of(der);
    const std::size_t offset = facts.certificates.size();
    for (checks::SentCertificate& sent : b.seen.sent) {
      *sent.certificate += offset;
    }
    for (checks::PathStep& step : b.seen.paths.front().steps) {
      step.certificate += offset;
    }
    facts.observations.push_back(std::move(b.seen));
    facts.certificates.insert(facts.certificates.end(), b.facts.certificates.begin(),
                              b.facts.certificates.end());
  }

  void add_refused(const Seen& one) {
    place(one).failure = checks::Failure{checks::Stage::handshake, checks::FailureKind::alert,
                                         "the server sent the alert 'handshake failure'"};
    facts.observations.emplace_back();
  }

  // "[STATE] id: text", each finding but those that do not apply.
  std::string told() const {
    std::string lines;
    for (const plugin::Finding& finding : verdict.findings) {
      if (finding.outcome != plugin::Outcome::not_applicable) {
        lines += (lines.empty() ? "[" : "\n[") + std::string(plugin::word(finding.status)) + "] " +
                 finding.id + ": " + finding.text.line();
      }
    }
    return lines;
  }

  checks::Evidence evidence;
  checks::Facts facts;
  checks::Verdict verdict;
};

BOOST_AUTO_TEST_CASE(both_good) {
  const Judged judged({{"192.0.2.1", Purpose::ordinary, KeyType::ec, 60},
                       {"192.0.2.1", Purpose::rsa, KeyType::rsa, 50},
                       {"192.0.2.1", Purpose::ecdsa, KeyType::ec, 60}});
  BOOST_TEST(judged.told() ==
             "[OK] reachable: answers on 192.0.2.1, TLSv1.3\n"
             "[OK] leaf-expiry: RSA certificate: certificate expires in 50 days (2027-01-09 00:00 UTC)\n"
             "[OK] leaf-expiry: ECDSA certificate: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
             "[OK] name-match: certificate covers 'www.example.org'\n"
             "[OK] both-keys: the server has an RSA certificate\n"
             "[OK] both-keys: the server has an ECDSA certificate");
  BOOST_TEST(judged.verdict.addresses.size() == 1);
  BOOST_TEST(plugin::perfdata(judged.verdict.metrics) ==
             "leaf_left=4320000s;1728000:;604800: chain_left=172800000s;1728000:;604800: "
             "leaf_left_rsa=4320000s;1728000:;604800: chain_left_rsa=172800000s;1728000:;604800: "
             "leaf_left_ecdsa=5184000s;1728000:;604800: chain_left_ecdsa=172800000s;1728000:;604800: "
             "tls_time=0.001000s");
}

// Of what is shown, the worse one decides, though it is not what clients get first.
BOOST_AUTO_TEST_CASE(the_other_expires) {
  const Judged judged({{"192.0.2.1", Purpose::ordinary, KeyType::ec, 60},
                       {"192.0.2.1", Purpose::rsa, KeyType::rsa, 3},
                       {"192.0.2.1", Purpose::ecdsa, KeyType::ec, 60}});
  BOOST_TEST(judged.told() ==
             "[CRITICAL] leaf-expiry: RSA certificate: certificate expires in 3 days (2026-11-23 00:00 UTC)\n"
             "[OK] reachable: answers on 192.0.2.1, TLSv1.3\n"
             "[OK] leaf-expiry: ECDSA certificate: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
             "[OK] name-match: certificate covers 'www.example.org'\n"
             "[OK] both-keys: the server has an RSA certificate\n"
             "[OK] both-keys: the server has an ECDSA certificate");
  BOOST_TEST((judged.verdict.status == Status::critical));
  BOOST_TEST(judged.verdict.decisive == 1);
}

// Whatever was asked for, the same certificate came: nothing is said twice, and nothing of kinds.
BOOST_AUTO_TEST_CASE(one_certificate) {
  const Judged judged({{"192.0.2.1", Purpose::ordinary, KeyType::ec},
                       {"192.0.2.1", Purpose::rsa, KeyType::ec},
                       {"192.0.2.1", Purpose::ecdsa, KeyType::ec}});
  BOOST_TEST(
      judged.told() ==
      "[OK] both-keys: the server has no RSA certificate: asked for one it sends another (ECDSA P-256)\n"
      "[OK] reachable: answers on 192.0.2.1, TLSv1.3\n"
      "[OK] leaf-expiry: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
      "[OK] name-match: certificate covers 'www.example.org'\n"
      "[OK] both-keys: the server has an ECDSA certificate");
}

BOOST_AUTO_TEST_CASE(no_certificate_of_that_kind) {
  const Judged judged({{"192.0.2.1", Purpose::ordinary, KeyType::rsa},
                       {"192.0.2.1", Purpose::rsa, KeyType::rsa},
                       {"192.0.2.1", Purpose::ecdsa, std::nullopt}});
  BOOST_TEST(
      judged.told() ==
      "[OK] both-keys: the server has no ECDSA certificate (the server sent the alert 'handshake failure')\n"
      "[OK] reachable: answers on 192.0.2.1, TLSv1.3\n"
      "[OK] leaf-expiry: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
      "[OK] name-match: certificate covers 'www.example.org'\n"
      "[OK] both-keys: the server has an RSA certificate");
}

// The same Ed25519 certificate is no answer to either; both others are judged beside it.
BOOST_AUTO_TEST_CASE(three_certificates) {
  const Judged judged({{"192.0.2.1", Purpose::ordinary, KeyType::ed25519, 60},
                       {"192.0.2.1", Purpose::rsa, KeyType::rsa, 5},
                       {"192.0.2.1", Purpose::ecdsa, KeyType::ec, 5}});
  BOOST_TEST(judged.told() ==
             "[WARNING] leaf-expiry: RSA certificate, ECDSA certificate: certificate expires in 5 days "
             "(2026-11-25 00:00 UTC)\n"
             "[OK] reachable: answers on 192.0.2.1, TLSv1.3\n"
             "[OK] leaf-expiry: Ed25519 certificate: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
             "[OK] name-match: certificate covers 'www.example.org'\n"
             "[OK] both-keys: the server has an RSA certificate\n"
             "[OK] both-keys: the server has an ECDSA certificate");
}

BOOST_AUTO_TEST_CASE(at_two_addresses) {
  const Judged judged({{"192.0.2.1", Purpose::ordinary, KeyType::ec, 60},
                       {"192.0.2.2", Purpose::ordinary, KeyType::ec, 60},
                       {"192.0.2.1", Purpose::rsa, KeyType::rsa, 50},
                       {"192.0.2.1", Purpose::ecdsa, KeyType::ec, 60},
                       {"192.0.2.2", Purpose::rsa, KeyType::rsa, 3},
                       {"192.0.2.2", Purpose::ecdsa, KeyType::ec, 60}});
  BOOST_TEST(
      judged.told() ==
      "[CRITICAL] leaf-expiry: 192.0.2.2: RSA certificate: certificate expires in 3 days (2026-11-23 "
      "00:00 UTC)\n"
      "[WARNING] addresses-agree: RSA certificate: renew or reload 192.0.2.2: its certificate expires in 3 "
      "days (2026-11-23 00:00 UTC); 192.0.2.1 has another until 2027-01-09 00:00 UTC\n"
      "[OK] reachable: answers on 192.0.2.2, TLSv1.3\n"
      "[OK] reachable: answers on 192.0.2.1, TLSv1.3\n"
      "[OK] leaf-expiry: ECDSA certificate: certificate expires in 60 days (2027-01-19 00:00 UTC)\n"
      "[OK] leaf-expiry: 192.0.2.1: RSA certificate: certificate expires in 50 days (2027-01-09 00:00 "
      "UTC)\n"
      "[OK] name-match: certificate covers 'www.example.org'\n"
      "[OK] both-keys: the server has an RSA certificate\n"
      "[OK] both-keys: the server has an ECDSA certificate");
  BOOST_TEST(judged.verdict.addresses.size() == 2);
}

}  // namespace
