#define BOOST_TEST_MODULE versions_refused
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::Failure;
using checks::FailureKind;
using checks::Purpose;
using checks::Stage;
using checks::TlsVersion;

// Asked for one version, with what came of it.
checks::Observation& probe(CaseBuilder& b, TlsVersion version) {
  if (b.observations.empty()) {
    b.observations.push_back(b.observation);
  }
  b.target.refuse.push_back(version);
  checks::Observation& made = b.observations.emplace_back();
  made.purpose = Purpose::version_probe;
  made.address = b.observation.address;
  made.offered = version;
  return made;
}

void chooses(CaseBuilder& b, TlsVersion version, const char* chosen) {
  probe(b, version).handshake.emplace().version = chosen;
}

void fails(CaseBuilder& b, TlsVersion version, FailureKind kind, const char* text,
           Stage stage = Stage::handshake) {
  checks::Observation& made = probe(b, version);
  made.handshake.emplace();
  made.failure = Failure{stage, kind, text};
}

// The ordinary handshake.
void fails_too(CaseBuilder& b) {
  b.observation.handshake.emplace();
  b.observation.failure =
      Failure{Stage::handshake, FailureKind::deadline, "the server sent nothing within the timeout"};
}

void alerts(CaseBuilder& b, TlsVersion version) {
  fails(b, version, FailureKind::alert, "the server sent the alert 'protocol version'");
}

constexpr Row kRows[] = {
    {"not asked", [](CaseBuilder&) {}, "not-applicable: --refuse was not given"},
    {"by alert",
     [](CaseBuilder& b) {
       alerts(b, TlsVersion::ssl3);
       alerts(b, TlsVersion::tls1_0);
       alerts(b, TlsVersion::tls1_1);
     },
     "pass: the server refuses SSLv3, TLSv1 and TLSv1.1"},
    {"one is accepted",
     [](CaseBuilder& b) {
       alerts(b, TlsVersion::ssl3);
       chooses(b, TlsVersion::tls1_0, "TLSv1");
     },
     "CRITICAL: the server still accepts TLSv1: switch it off"},
    {"two are accepted",
     [](CaseBuilder& b) {
       chooses(b, TlsVersion::tls1_0, "TLSv1");
       chooses(b, TlsVersion::tls1_1, "TLSv1.1");
     },
     "CRITICAL: the server still accepts TLSv1 and TLSv1.1: switch them off"},
    {"an older one is chosen", [](CaseBuilder& b) { chooses(b, TlsVersion::tls1_1, "TLSv1"); },
     "pass: the server refuses TLSv1.1"},
    {"a newer one is chosen", [](CaseBuilder& b) { chooses(b, TlsVersion::tls1_1, "TLSv1.2"); },
     "pass: the server refuses TLSv1.1"},
    {"closes",
     [](CaseBuilder& b) {
       fails(b, TlsVersion::ssl3, FailureKind::closed, "the server closed the connection before it answered");
     },
     "pass: the server refuses SSLv3"},
    {"resets",
     [](CaseBuilder& b) {
       fails(b, TlsVersion::ssl3, FailureKind::reset, "the server reset the connection before it answered");
     },
     "pass: the server refuses SSLv3"},
    {"closes, and completes no TLS at all",
     [](CaseBuilder& b) {
       b.observation.handshake->version = "";
       fails(b, TlsVersion::ssl3, FailureKind::closed, "the server closed the connection before it answered");
     },
     "undetermined: not known whether the server refuses SSLv3: the server closed the connection before "
     "it answered"},
    {"nothing answers, nor the ordinary one",
     [](CaseBuilder& b) {
       fails_too(b);
       fails(b, TlsVersion::ssl3, FailureKind::closed, "the server closed the connection before it answered");
       fails(b, TlsVersion::tls1_0, FailureKind::deadline, "the server sent nothing within the timeout");
       fails(b, TlsVersion::tls1_1, FailureKind::refused, "connection refused", Stage::connect);
     },
     "not-applicable: there was no handshake"},
    {"refuses one by alert, and the ordinary one fails",
     [](CaseBuilder& b) {
       fails_too(b);
       alerts(b, TlsVersion::ssl3);
       fails(b, TlsVersion::tls1_0, FailureKind::deadline, "the server sent nothing within the timeout");
     },
     "undetermined: not known whether the server refuses TLSv1: the server sent nothing within the timeout\n"
     "pass: the server refuses SSLv3"},
    {"accepts one, and the ordinary one fails",
     [](CaseBuilder& b) {
       fails_too(b);
       chooses(b, TlsVersion::tls1_0, "TLSv1");
     },
     "CRITICAL: the server still accepts TLSv1: switch it off"},
    {"the ordinary one fails behind the ServerHello",
     [](CaseBuilder& b) {
       fails_too(b);
       b.observation.handshake->version = "TLSv1.3";
       fails(b, TlsVersion::ssl3, FailureKind::deadline, "the server sent nothing within the timeout");
     },
     "undetermined: not known whether the server refuses SSLv3: the server sent nothing within the timeout"},
    {"closes before STARTTLS",
     [](CaseBuilder& b) {
       fails(b, TlsVersion::ssl3, FailureKind::closed, "the server closed the connection before the greeting",
             Stage::starttls);
     },
     "undetermined: not known whether the server refuses SSLv3: starttls: the server closed the connection "
     "before the "
     "greeting"},
    {"silent, beside one that is accepted",
     [](CaseBuilder& b) {
       fails(b, TlsVersion::ssl3, FailureKind::deadline, "the server sent nothing within the timeout");
       chooses(b, TlsVersion::tls1_0, "TLSv1");
     },
     "undetermined: not known whether the server refuses SSLv3: the server sent nothing within the "
     "timeout\n"
     "CRITICAL: the server still accepts TLSv1: switch it off"},
    {"silent, beside one that is refused",
     [](CaseBuilder& b) {
       fails(b, TlsVersion::ssl3, FailureKind::protocol, "the ServerHello is damaged");
       alerts(b, TlsVersion::tls1_0);
     },
     "undetermined: not known whether the server refuses SSLv3: the ServerHello is damaged\n"
     "pass: the server refuses TLSv1"},
    {"silent at two, no TLS at the third",
     [](CaseBuilder& b) {
       fails(b, TlsVersion::ssl3, FailureKind::deadline, "the server sent nothing within the timeout");
       fails(b, TlsVersion::tls1_0, FailureKind::protocol, "the ServerHello is damaged");
       fails(b, TlsVersion::tls1_1, FailureKind::deadline, "the server sent nothing within the timeout");
     },
     "undetermined: not known whether the server refuses SSLv3 and TLSv1.1: the server sent nothing within "
     "the "
     "timeout\n"
     "undetermined: not known whether the server refuses TLSv1: the ServerHello is damaged"},
    {"at another address",
     [](CaseBuilder& b) {
       chooses(b, TlsVersion::tls1_0, "TLSv1");
       b.observations.back().address = "192.0.2.8";
     },
     "undetermined: not known whether the server refuses TLSv1: it was not tried"},
    {"at another port",
     [](CaseBuilder& b) {
       chooses(b, TlsVersion::tls1_0, "TLSv1");
       b.observations.back().port = 444;
     },
     "undetermined: not known whether the server refuses TLSv1: it was not tried"},
    {"no connection",
     [](CaseBuilder& b) {
       b.observation.handshake.reset();
       b.target.refuse = {TlsVersion::ssl3};
     },
     "not-applicable: there was no connection"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(checks::judge_versions_refused, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  chooses(b, TlsVersion::tls1_0, "TLSv1");
  chooses(b, TlsVersion::tls1_1, "TLSv1.1");
  BOOST_TEST(values_of(checks::judge_versions_refused(b.build()).front()) == "versions=TLSv1 and TLSv1.1");
}

}  // namespace
}  // namespace tests
