#define BOOST_TEST_MODULE rfc5280_serial_number
#include "tests/checks/rules/profile_rows.h"

namespace tests {
namespace {

constexpr Row kRows[] = {
    {"good", [](CaseBuilder&) {}, "pass: serial numbers are positive and have at most 20 octets"},
    {"one", [](CaseBuilder& b) { b.leaf().serial = "1"; },
     "pass: serial numbers are positive and have at most 20 octets"},
    {"20 octets", [](CaseBuilder& b) { b.leaf().serial = "7" + std::string(39, 'f'); },
     "pass: serial numbers are positive and have at most 20 octets"},
    {"39 digits", [](CaseBuilder& b) { b.leaf().serial = std::string(39, 'f'); },
     "pass: serial numbers are positive and have at most 20 octets"},
    {"21 octets with the sign", [](CaseBuilder& b) { b.leaf().serial = "8" + std::string(39, '0'); },
     "WARNING: certificate has a serial number of 21 octets, where 20 are allowed: have it reissued"},
    {"21 octets", [](CaseBuilder& b) { b.leaf().serial = "1" + std::string(40, '0'); },
     "WARNING: certificate has a serial number of 21 octets, where 20 are allowed: have it reissued"},
    {"zero", [](CaseBuilder& b) { b.leaf().serial = "0"; },
     "WARNING: certificate has a serial number that is not positive: have it reissued"},
    {"negative", [](CaseBuilder& b) { b.leaf().serial = "-1"; },
     "WARNING: certificate has a serial number that is not positive: have it reissued"},
    {"of the root", [](CaseBuilder& b) { b.at(kRoot).serial = "0"; },
     "WARNING: root 'Lab Root' in /etc/ssl/certs has a serial number that is not positive"},
    {"off", [](CaseBuilder& b) { b.policy.profile = checks::Profile::none; },
     "not-applicable: needs --profile rfc5280"},
};

BOOST_AUTO_TEST_CASE(rows) { check_profile_rows(checks::judge_rfc5280_serial_number, kRows); }

}  // namespace
}  // namespace tests
