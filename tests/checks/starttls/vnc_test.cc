#define BOOST_TEST_MODULE vnc
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

using namespace std::string_literals;

const Step kGreets = says("RFB 003.008\n");
const Step kVersion = hears("RFB 003.008\n");
const Step kTypes = says("\x02\x02\x13"s);
const Step kChoice = hears("\x13");
const Step kTheirs = says("\x00\x02"s);
const Step kOurs = hears("\x00\x02"s);

Step chooses(int subtype) { return hears("\x00\x00\x01"s + static_cast<char>(subtype - 256)); }

// Agreement on the version of VeNCrypt, then these sub-types.
Step offers(const std::vector<int>& subtypes) {
  std::string text = "\x00"s + static_cast<char>(subtypes.size());
  for (const int subtype : subtypes) {
    text += "\x00\x00"s + static_cast<char>(subtype >> 8) + static_cast<char>(subtype & 0xff);
  }
  return says(text);
}

Script good(const std::vector<int>& subtypes, int chosen) {
  return {kGreets, kVersion,         kTypes,          kChoice,      kTheirs,
          kOurs,   offers(subtypes), chooses(chosen), says("\x01"), stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away",
     {kGreets, kVersion, says("\x00\x00\x00\x00\x1aToo many security failures"s), closes()},
     FailureKind::rejected,
     "the server turns us away: 'Too many security failures' (it counts checks as failed log-ins; TigerVNC "
     "does not "
     "with UseBlacklist=0, or if it offers X509None)"},
    {"not offered",
     {kGreets, kVersion, says("\x04\x01\x02\x12\x63"s), stays_silent()},
     FailureKind::not_offered,
     "the server does not offer VeNCrypt, but none, VNC authentication, anonymous TLS, type 99"},
    {"version 3.3",
     {says("RFB 003.003\n"), hears("RFB 003.003\n"), says("\x00\x00\x00\x02"s), stays_silent()},
     FailureKind::not_offered,
     "the server speaks 'RFB 003.003', which knows no TLS"},
    {"version 3.3, turned away",
     {says("RFB 003.003\n"), hears("RFB 003.003\n"), says("\x00\x00\x00\x00\x00\x00\x00\x02no"s), closes()},
     FailureKind::rejected,
     "the server turns us away: 'no'"},
    {"VeNCrypt 0.1",
     {kGreets, kVersion, kTypes, kChoice, says("\x00\x01"s), stays_silent()},
     FailureKind::not_offered,
     "the server's VeNCrypt is version 0.1, which knows no certificates"},
    {"VeNCrypt 0.2 refused",
     {kGreets, kVersion, kTypes, kChoice, kTheirs, kOurs, says("\xff"), closes()},
     FailureKind::rejected,
     "the server refuses version 0.2 of VeNCrypt"},
    {"no certificate",
     {kGreets, kVersion, kTypes, kChoice, kTheirs, kOurs, offers({258, 257, 256}), stays_silent()},
     FailureKind::not_offered,
     "the server offers VeNCrypt without a certificate, only TLSVnc, TLSNone, Plain"},
    {"no sub-types",
     {kGreets, kVersion, kTypes, kChoice, kTheirs, kOurs, offers({}), stays_silent()},
     FailureKind::not_offered,
     "the server offers VeNCrypt without a certificate, only nothing"},
    {"refused",
     {kGreets, kVersion, kTypes, kChoice, kTheirs, kOurs, offers({261}), chooses(261), says("\x00"s),
      closes()},
     FailureKind::rejected,
     "the server offers X509Vnc and refuses it"},
    {"an endless reason",
     {kGreets, kVersion, says("\x00\x7f\xff\xff\xff"s + std::string(10000, 'x'))},
     FailureKind::too_large,
     "a reason of more than 4096 bytes"},
    {"a version in words",
     {says("RFB three.8\n")},
     FailureKind::protocol,
     "the answer is not VNC: 'RFB three.8'"},
    {"TLS",
     {says("\x15\x03\x01\x00\x02\x02\x46"s), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P tls"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P tls)"},
    {"SSH",
     {says("SSH-2.0-OpenSSH_9.2\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks SSH, not VNC: 'SSH-2.0-OpenSSH_9.2'"},
    {"closed later",
     {kGreets, kVersion, kTypes, kChoice, closes()},
     FailureKind::closed,
     "the server closed the connection before the version of VeNCrypt"},
};

BOOST_AUTO_TEST_CASE(a_sub_type_with_a_certificate) {
  check_good("vnc", good({260}, 260));
  check_good("vnc", good({257, 258, 262, 261}, 261));
  check_good("vnc", good({262, 256}, 262));
  check_good("vnc", good({264, 260}, 260));
  check_good("vnc", good({263, 264}, 264));
}

BOOST_AUTO_TEST_CASE(versions) {
  for (const char* version : {"RFB 003.889\n", "RFB 004.001\n", "RFB 005.000\n"}) {
    BOOST_TEST_CONTEXT(version) {
      Script script = good({260}, 260);
      script[0] = says(version);
      check_good("vnc", script);
    }
  }
  Script old = good({260}, 260);
  old[0] = says("RFB 003.007\n");
  old[1] = hears("RFB 003.007\n");
  check_good("vnc", old);
}

BOOST_AUTO_TEST_CASE(refusals) { check_refusals("vnc", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("vnc", good({260}, 260), "\x00\x00\x00\x00"s);
}

}  // namespace
}  // namespace tests
