#define BOOST_TEST_MODULE addresses_agree
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using std::chrono::days;

using checks::Failure;
using checks::FailureKind;
using checks::KeyType;
using checks::Purpose;
using checks::Stage;

constexpr CertificateIndex kOther = 3;
constexpr CertificateIndex kRsa = 4;
constexpr CertificateIndex kNewRsa = 5;

// Three addresses that send what good_case() sends; kOther is another certificate of that name.
CaseBuilder addresses_case() {
  CaseBuilder b = good_case();
  b.store(certificate("www.example.org", "Lab CA 2"));
  b.target.every_address = true;
  for (const char* address : {"192.0.2.7", "192.0.2.8", "2001:db8::7"}) {
    b.observations.push_back(b.observation);
    b.observations.back().address = address;
    b.facts.observations.push_back(b.seen);
  }
  return b;
}

void send_other(CaseBuilder& b, std::size_t index) {
  b.observations[index].handshake->certificates.front() = b.at(kOther).der;
  b.facts.observations[index].sent.front() = {kOther, ""};
}

// What an address sends to a client that takes keys of one kind alone.
void sends(CaseBuilder& b, const char* address, Purpose purpose, CertificateIndex leaf) {
  b.observations.push_back(b.observation);
  b.observations.back().address = address;
  b.observations.back().purpose = purpose;
  b.observations.back().handshake->certificates.front() = b.at(leaf).der;
  b.facts.observations.push_back(b.seen);
  b.facts.observations.back().sent.front() = {leaf, ""};
}

void refuses(CaseBuilder& b, const char* address, Purpose purpose, FailureKind kind) {
  checks::Observation& one = b.observations.emplace_back();
  one.address = address;
  one.purpose = purpose;
  one.failure = Failure{Stage::handshake, kind, "x"};
  b.facts.observations.emplace_back();
}

// Two addresses with the same ECDSA certificate (kLeaf), which were asked for both kinds.
void both_kinds(CaseBuilder& b) {
  b.observations.resize(2);
  b.facts.observations.resize(2);
  for (const int days_more : {0, 30}) {
    CertificateFacts rsa = certificate("www.example.org", days_more == 0 ? "RSA CA" : "RSA CA 2");
    rsa.key = {KeyType::rsa, 2048, "", "RSA 2048 bits", "cnNh"};
    rsa.not_after += days(days_more);
    b.store(std::move(rsa));
  }
  b.target.both_keys = true;
  sends(b, "192.0.2.7", Purpose::ecdsa, kLeaf);
  sends(b, "192.0.2.8", Purpose::ecdsa, kLeaf);
}

constexpr Row kRows[] = {
    {"all alike", [](CaseBuilder&) {}, "pass: all 3 addresses send the same certificate and chain"},
    {"one address",
     [](CaseBuilder& b) {
       b.observations.resize(1);
       b.facts.observations.resize(1);
     },
     "not-applicable: no second address sent a certificate"},
    {"one that answers",
     [](CaseBuilder& b) {
       b.observations[0].handshake.reset();
       b.observations[1].handshake->certificates.clear();
     },
     "not-applicable: no second address sent a certificate"},
    {"one that is set aside",
     [](CaseBuilder& b) {
       send_other(b, 2);
       b.observations[2].superseded = true;
     },
     "pass: all 2 addresses send the same certificate and chain"},
    {"one was renewed: the others are named first",
     [](CaseBuilder& b) {
       b.at(kOther).not_after += days(90);
       send_other(b, 1);
     },
     "WARNING: renew or reload 192.0.2.7, 2001:db8::7: their certificate expires in 60 days (2027-01-19 "
     "00:00 "
     "UTC); 192.0.2.8 has another until 2027-04-19 00:00 UTC"},
    {"one was not renewed",
     [](CaseBuilder& b) {
       b.at(kOther).not_after -= days(59);
       send_other(b, 1);
     },
     "WARNING: renew or reload 192.0.2.8: its certificate expires in 24 hours (2026-11-21 00:00 UTC); "
     "192.0.2.7, 2001:db8::7 have another until 2027-01-19 00:00 UTC"},
    {"one that cannot be parsed",
     [](CaseBuilder& b) {
       b.observations[0].handshake->certificates.front() = bytes_of("garbage");
       b.facts.observations[0].sent.front() = {std::nullopt, "wrong tag"};
       b.leaf().sha256_fingerprint = "00112233445566778899aabbccddeeff";
     },
     "WARNING: give all addresses the same certificate: 192.0.2.8, 2001:db8::7 have SHA-256 "
     "0011223344556677... until 2027-01-19 00:00 UTC; 192.0.2.7 has one that cannot be "
     "parsed"},
    {"one without the intermediate",
     [](CaseBuilder& b) {
       b.observations[1].handshake->certificates.pop_back();
       b.facts.observations[1].sent.pop_back();
     },
     "WARNING: give all addresses the same chain file: 192.0.2.7, 2001:db8::7 send 2 certificates, up to "
     "'Lab CA 1'; 192.0.2.8 sends 1 certificate"},
    {"an older version", [](CaseBuilder& b) { b.observations[2].handshake->version = "TLSv1.2"; },
     "WARNING: give all addresses the same TLS settings: 192.0.2.7, 192.0.2.8 have TLSv1.3; 2001:db8::7 has "
     "TLSv1.2"},
    {"two that end together, and another version",
     [](CaseBuilder& b) {
       send_other(b, 2);
       b.leaf().sha256_fingerprint = "00112233445566778899aabbccddeeff";
       b.at(kOther).sha256_fingerprint = "ffeeddccbbaa99887766554433221100";
       b.observations[2].handshake->version = "TLSv1.2";
     },
     "WARNING: give all addresses the same certificate: 192.0.2.7, 192.0.2.8 have SHA-256 "
     "0011223344556677... "
     "until 2027-01-19 00:00 UTC; 2001:db8::7 has SHA-256 ffeeddccbbaa9988... until "
     "2027-01-19 00:00 UTC\n"
     "WARNING: give all addresses the same TLS settings: 192.0.2.7, 192.0.2.8 have TLSv1.3; 2001:db8::7 has "
     "TLSv1.2"},
    {"only one address was asked for", [](CaseBuilder& b) { b.target.every_address = false; },
     "not-applicable: one address is checked; -A checks all"},
    {"both kinds alike",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       sends(b, "192.0.2.8", Purpose::rsa, kRsa);
     },
     "pass: all 2 addresses send the same certificate and chain"},
    {"the RSA certificate was renewed at one address alone",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       sends(b, "192.0.2.8", Purpose::rsa, kNewRsa);
     },
     "WARNING: RSA certificate: renew or reload 192.0.2.7: its certificate expires in 60 days (2027-01-19 "
     "00:00 UTC); 192.0.2.8 has another until 2027-02-18 00:00 UTC"},
    {"the RSA certificate comes without its intermediate at one address",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       sends(b, "192.0.2.8", Purpose::rsa, kRsa);
       b.observations.back().handshake->certificates.pop_back();
       b.facts.observations.back().sent.pop_back();
     },
     "WARNING: RSA certificate: give all addresses the same chain file: 192.0.2.7 sends 2 certificates, up "
     "to 'Lab CA 1'; 192.0.2.8 sends 1 certificate"},
    {"an ECDSA certificate that the ordinary connections tell of is told once",
     [](CaseBuilder& b) {
       both_kinds(b);
       b.at(kOther).not_after += days(90);
       send_other(b, 1);
       send_other(b, 3);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       sends(b, "192.0.2.8", Purpose::rsa, kRsa);
     },
     "WARNING: renew or reload 192.0.2.7: its certificate expires in 60 days (2027-01-19 00:00 UTC); "
     "192.0.2.8 has another until 2027-04-19 00:00 UTC"},
    {"one address has no RSA certificate, by alert",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       refuses(b, "192.0.2.8", Purpose::rsa, FailureKind::alert);
     },
     "WARNING: give all addresses the same kinds of certificates: 192.0.2.7 has an RSA certificate; "
     "192.0.2.8 has none"},
    {"one address has no RSA certificate: it closes",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       refuses(b, "192.0.2.8", Purpose::rsa, FailureKind::closed);
     },
     "WARNING: give all addresses the same kinds of certificates: 192.0.2.7 has an RSA certificate; "
     "192.0.2.8 has none"},
    {"one address has no RSA certificate and sends the other",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       sends(b, "192.0.2.8", Purpose::rsa, kLeaf);
     },
     "WARNING: give all addresses the same kinds of certificates: 192.0.2.7 has an RSA certificate; "
     "192.0.2.8 has none"},
    {"an address of which it is not known",
     [](CaseBuilder& b) {
       both_kinds(b);
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       refuses(b, "192.0.2.8", Purpose::rsa, FailureKind::deadline);
     },
     "pass: all 2 addresses send the same certificate and chain"},
    {"an address that does not answer otherwise either",
     [](CaseBuilder& b) {
       both_kinds(b);
       b.observations[1].address = "2001:db8::7";
       sends(b, "192.0.2.7", Purpose::rsa, kRsa);
       refuses(b, "192.0.2.8", Purpose::rsa, FailureKind::closed);
     },
     "pass: all 2 addresses send the same certificate and chain"},
    {"many addresses",
     [](CaseBuilder& b) {
       b.observations.resize(6, b.observations[0]);
       b.facts.observations.resize(6, b.seen);
       b.observations[1].handshake->version = "TLSv1.2";
     },
     "WARNING: give all addresses the same TLS settings: 192.0.2.7, 2001:db8::7, 192.0.2.7 and 2 more have "
     "TLSv1.3; 192.0.2.8 has TLSv1.2"},
};

BOOST_AUTO_TEST_CASE(rows) {
  for (const Row& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      CaseBuilder b = addresses_case();
      row.change(b);
      BOOST_TEST(told(checks::judge_addresses_agree(b.build())) == row.told);
    }
  }
}

}  // namespace
}  // namespace tests
