#define BOOST_TEST_MODULE tls_version
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_tls_version;

using checks::TlsVersion;

void negotiate(CaseBuilder& b, const char* version) { b.observation.handshake->version = version; }

constexpr Row kRows[] = {
    {"1.3", [](CaseBuilder&) {}, "pass: TLSv1.3 is negotiated"},
    {"1.2, the default minimum", [](CaseBuilder& b) { negotiate(b, "TLSv1.2"); },
     "pass: TLSv1.2 is negotiated"},
    {"1.1", [](CaseBuilder& b) { negotiate(b, "TLSv1.1"); },
     "WARNING: the server has nothing newer than TLSv1.1: enable TLSv1.2 or newer"},
    {"1.0", [](CaseBuilder& b) { negotiate(b, "TLSv1"); },
     "WARNING: the server has nothing newer than TLSv1: enable TLSv1.2 or newer"},
    {"SSL 3", [](CaseBuilder& b) { negotiate(b, "SSLv3"); },
     "WARNING: the server has nothing newer than SSLv3: enable TLSv1.2 or newer"},
    {"1.2 below a minimum of 1.3",
     [](CaseBuilder& b) {
       negotiate(b, "TLSv1.2");
       b.policy.min_tls = TlsVersion::tls1_3;
     },
     "WARNING: the server has nothing newer than TLSv1.2: enable TLSv1.3 or newer"},
    {"1.0 is enough",
     [](CaseBuilder& b) {
       negotiate(b, "TLSv1");
       b.policy.min_tls = TlsVersion::tls1_0;
     },
     "pass: TLSv1 is negotiated"},
    {"unknown", [](CaseBuilder& b) { negotiate(b, "TLSv9"); },
     "undetermined: the TLS version is not known: 'TLSv9'"},
    {"none", [](CaseBuilder& b) { b.observation.handshake.reset(); },
     "undetermined: no TLS version was negotiated"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_tls_version, kRows); }

BOOST_AUTO_TEST_CASE(values) {
  CaseBuilder b = good_case();
  negotiate(b, "TLSv1");
  BOOST_TEST(values_of(judge_tls_version(b.build()).front()) == "version=TLSv1");
}
}  // namespace
}  // namespace tests
