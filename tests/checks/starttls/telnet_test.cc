#define BOOST_TEST_MODULE telnet
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kWill = hears("\xff\xfb\x2e");
const Step kFollows = hears("\xff\xfa\x2e\x01\xff\xf0");
const std::string kDo = "\xff\xfd\x2e";
const std::string kDont = "\xff\xfe\x2e";
const std::string kServerFollows = "\xff\xfa\x2e\x01\xff\xf0";

Script good_script() { return {kWill, says(kDo), kFollows, says(kServerFollows), stays_silent()}; }

// With a banner, other options in all forms, an escaped byte and a subnegotiation of another option.
Script long_script() {
  return {kWill,
          says("Welcome\r\n\xff\xff\xff\xf1\xff\xfd\x18"),
          hears("\xff\xfc\x18"),
          says("\xff\xfb\x01"),
          hears("\xff\xfe\x01"),
          says("\xff\xfe\x03\xff\xfc\x05\xff\xfa\x18\x01\xff\xff\xff\xf0" + kDo),
          kFollows,
          says("\xff\xfd\x18\xff\xfa\x2e\x01\x01\xff\xf0login: " + kServerFollows)};
}

const Refusal kRefusals[] = {
    {"not offered", {kWill, says(kDont)}, FailureKind::not_offered, "the server does not offer START_TLS"},
    {"not offered behind others",
     {kWill, says("\xff\xfd\x18"), hears("\xff\xfc\x18"), says("login: " + kDont)},
     FailureKind::not_offered,
     "the server does not offer START_TLS"},
    {"refused",
     {kWill, says(kDo), kFollows, says(kDont)},
     FailureKind::rejected,
     "the server offers START_TLS and refuses it"},
    {"SMTP",
     {kWill, says("220 mx ESMTP\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not Telnet: try -P smtp ('220 mx ESMTP')"},
    {"SSH",
     {kWill, says("SSH-2.0-OpenSSH_9.2\r\n")},
     FailureKind::protocol,
     "the server speaks SSH, not Telnet: 'SSH-2.0-OpenSSH_9.2'"},
    {"TLS",
     {kWill, says("\x15\x03\x01")},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P telnets"},
    {"silent",
     {kWill, stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P telnets)"},
    {"asks for a login only",
     {kWill, says("login: "), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to START_TLS"},
    {"silent later",
     {kWill, says(kDo), kFollows, says("\xff\xfa\x2e\x01"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before FOLLOWS"},
    {"closes within a command",
     {kWill, says("\xff\xfd"), closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to START_TLS"},
    {"endless text",
     {kWill, says("hello\r\n" + std::string(100000, 'x'))},
     FailureKind::too_large,
     "more than 16384 bytes and no START_TLS: 'hello'"},
    {"an endless subnegotiation",
     {kWill, says("\xff\xfa\x18" + std::string(100000, 'x'))},
     FailureKind::too_large,
     "more than 16384 bytes and no START_TLS: ''"},
    {"endless text after consent",
     {kWill, says(kDo), kFollows, says(std::string(100000, '\0'))},
     FailureKind::too_large,
     "more than 16384 bytes and no START_TLS: '" + std::string(200, '\0') + "...'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("telnet", good_script()); }

BOOST_AUTO_TEST_CASE(consent_among_other_options) { check_good("telnet", long_script()); }

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("telnet", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) { check_injection("telnet", good_script(), "login: "); }

}  // namespace
}  // namespace tests
