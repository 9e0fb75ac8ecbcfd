#define BOOST_TEST_MODULE both_keys
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::Failure;
using checks::FailureKind;
using checks::KeyType;
using checks::Purpose;
using checks::Stage;

constexpr CertificateIndex kRsa = 3;

// A server whose ordinary certificate has an ECDSA key (kLeaf), and which has another with an RSA key (kRsa).
void asked(CaseBuilder& b) {
  b.target.both_keys = true;
  CertificateFacts rsa = certificate("www.example.org", "Lab CA 2");
  rsa.key = {KeyType::rsa, 2048, "", "RSA 2048 bits", "cnNh"};
  b.store(std::move(rsa));
  b.observations.push_back(b.observation);
  b.facts.observations.push_back(b.seen);
}

checks::Observation& beside(CaseBuilder& b, Purpose purpose) {
  checks::Observation& made = b.observations.emplace_back();
  made.purpose = purpose;
  made.address = b.observation.address;
  made.handshake.emplace();
  b.facts.observations.emplace_back();
  return made;
}

void sends(CaseBuilder& b, Purpose purpose, CertificateIndex leaf) {
  beside(b, purpose).handshake->certificates = {b.at(leaf).der};
  b.facts.observations.back().sent = {{leaf, ""}};
}

void fails(CaseBuilder& b, Purpose purpose, FailureKind kind, const char* text,
           Stage stage = Stage::handshake) {
  beside(b, purpose).failure = Failure{stage, kind, text};
}

constexpr Row kRows[] = {
    {"not asked", [](CaseBuilder&) {}, "not-applicable: --both-keys was not given"},
    {"both",
     [](CaseBuilder& b) {
       asked(b);
       sends(b, Purpose::rsa, kRsa);
       sends(b, Purpose::ecdsa, kLeaf);
     },
     "pass: the server has an RSA certificate\n"
     "pass: the server has an ECDSA certificate"},
    {"no RSA, by alert",
     [](CaseBuilder& b) {
       asked(b);
       fails(b, Purpose::rsa, FailureKind::alert, "the server sent the alert 'handshake failure'");
       sends(b, Purpose::ecdsa, kLeaf);
     },
     "remark: the server has no RSA certificate (the server sent the alert 'handshake failure')\n"
     "pass: the server has an ECDSA certificate"},
    {"no RSA, by closing",
     [](CaseBuilder& b) {
       asked(b);
       fails(b, Purpose::rsa, FailureKind::closed, "the server closed the connection during the handshake");
     },
     "remark: the server has no RSA certificate (the server closed the connection during the handshake)"},
    {"no RSA, another instead",
     [](CaseBuilder& b) {
       asked(b);
       sends(b, Purpose::rsa, kLeaf);
     },
     "remark: the server has no RSA certificate: asked for one it sends another (ECDSA P-256)"},
    {"no ECDSA, which the ordinary handshake showed, by closing",
     [](CaseBuilder& b) {
       asked(b);
       fails(b, Purpose::ecdsa, FailureKind::closed, "the server closed the connection during the handshake");
     },
     "undetermined: the server sent an ECDSA certificate, but not to a client that takes no other: the "
     "server closed the connection during the handshake"},
    {"no ECDSA, which the ordinary handshake showed, another instead",
     [](CaseBuilder& b) {
       asked(b);
       sends(b, Purpose::ecdsa, kRsa);
     },
     "undetermined: the server sent an ECDSA certificate, but not to a client that takes no other: that one "
     "gets another (RSA 2048 bits)"},
    {"silent",
     [](CaseBuilder& b) {
       asked(b);
       fails(b, Purpose::rsa, FailureKind::deadline, "the timeout passed during the handshake");
     },
     "undetermined: not known whether the server has an RSA certificate: the timeout passed during the "
     "handshake"},
    {"not reached again",
     [](CaseBuilder& b) {
       asked(b);
       fails(b, Purpose::ecdsa, FailureKind::refused, "connection refused", Stage::connect);
     },
     "undetermined: not known whether the server has an ECDSA certificate: connect: connection refused"},
    {"one that does not parse",
     [](CaseBuilder& b) {
       asked(b);
       beside(b, Purpose::rsa).handshake->certificates = {bytes_of("garbage")};
       b.facts.observations.back().sent = {{std::nullopt, "bad"}};
     },
     "pass: the server has an RSA certificate"},
    {"the ordinary handshake fails, the RSA one does not",
     [](CaseBuilder& b) {
       b.observation.handshake->certificates.clear();
       asked(b);
       sends(b, Purpose::rsa, kRsa);
     },
     "pass: the server has an RSA certificate"},
    {"no certificate at all",
     [](CaseBuilder& b) {
       b.observation.handshake.emplace();
       asked(b);
       fails(b, Purpose::rsa, FailureKind::alert, "the server sent the alert 'internal error'");
     },
     "not-applicable: no certificate was seen"},
    {"no connection",
     [](CaseBuilder& b) {
       b.observation.handshake.reset();
       asked(b);
     },
     "not-applicable: no certificate was seen"},
    {"at another address",
     [](CaseBuilder& b) {
       asked(b);
       sends(b, Purpose::rsa, kRsa);
       b.observations.back().address = "192.0.2.8";
     },
     "undetermined: not known whether the server has two certificates: it was not tried"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(checks::judge_both_keys, kRows); }

}  // namespace
}  // namespace tests
