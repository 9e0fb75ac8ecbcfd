#define BOOST_TEST_MODULE starttls_injection
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using checks::judge_starttls_injection;

void use_starttls(CaseBuilder& b) { b.observation.timings.starttls = std::chrono::microseconds(5); }

constexpr Row kRows[] = {
    {"direct TLS", [](CaseBuilder&) {}, "not-applicable: no STARTTLS took place"},
    {"STARTTLS", use_starttls, "pass: nothing came between STARTTLS and TLS"},
    {"STARTTLS failed",
     [](CaseBuilder& b) {
       use_starttls(b);
       b.observation.handshake.reset();
     },
     "not-applicable: no STARTTLS took place"},
    {"injected",
     [](CaseBuilder& b) {
       use_starttls(b);
       b.observation.injected = bytes_of("250 done\r\n");
     },
     "WARNING: 10 bytes in clear came between STARTTLS and TLS: the server is open to command injection "
     "(CVE-2011-0411 class), update it; it said '250 done\\r\\n'"},
    {"injected, and then no TLS",
     [](CaseBuilder& b) {
       b.observation.injected = bytes_of("x");
       b.observation.handshake.reset();
     },
     "WARNING: 1 byte in clear came between STARTTLS and TLS: the server is open to command injection "
     "(CVE-2011-0411 class), update it; it said 'x'"},
    {"much injected", [](CaseBuilder& b) { b.observation.injected = checks::Bytes(500, 'a'); },
     "WARNING: 500 bytes in clear came between STARTTLS and TLS: the server is open to command injection "
     "(CVE-2011-0411 class), update it; it said 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...'"},
};

BOOST_AUTO_TEST_CASE(rows) { check_rows(judge_starttls_injection, kRows); }
}  // namespace
}  // namespace tests
