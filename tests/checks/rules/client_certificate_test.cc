#define BOOST_TEST_MODULE client_certificate
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_client_certificate;

using checks::CertificateRequest;
using checks::FailureKind;
using checks::Stage;

void request(CaseBuilder& b, CertificateRequest made) {
  b.observation.handshake->certificate_request = std::move(made);
}

constexpr Row kRows[] = {
    {"not asked for", [](CaseBuilder&) {}, "pass: the server asks for no client certificate"},
    {"asked for, none given, fine", [](CaseBuilder& b) { request(b, {}); },
     "remark: the server asks for a client certificate, and does without"},
    {"demanded, none given",
     [](CaseBuilder& b) {
       request(b, {false, true, "certificate required"});
     },
     "remark: the server demands a client certificate, none was given (certificate required)"},
    {"demanded, none given, no alert",
     [](CaseBuilder& b) {
       request(b, {false, true, ""});
     },
     "remark: the server demands a client certificate, none was given"},
    {"the handshake ended in an alert",
     [](CaseBuilder& b) {
       request(b, {});
       b.observation.failure = {Stage::handshake, FailureKind::alert, "alert handshake failure"};
     },
     "remark: the server demands a client certificate, none was given"},
    {"given and accepted",
     [](CaseBuilder& b) {
       request(b, {true, false, ""});
     },
     "pass: the server accepts the client certificate"},
    {"given and refused",
     [](CaseBuilder& b) {
       request(b, {true, true, "unknown ca"});
     },
     "CRITICAL: the server refuses the client certificate (unknown ca)"},
    {"given and refused, no alert",
     [](CaseBuilder& b) {
       request(b, {true, true, ""});
     },
     "CRITICAL: the server refuses the client certificate"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_client_certificate, kRows); }
}  // namespace
}  // namespace tests
