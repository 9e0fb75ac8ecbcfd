#define BOOST_TEST_MODULE ftp
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kGreets = says("220 files.example.org ready\r\n");
const Step kAuth = hears("AUTH TLS\r\n");
const Step kQuit = hears("QUIT\r\n");

Script good_script() {
  return {says("220-Welcome\r\n 221 is not the end\r\n220-nor this\r\n\r\n220 end\r\n"), kAuth,
          says("234 Proceed with negotiation.\r\n"), stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away",
     {says("530 no anonymous machines\r\n"), kQuit},
     FailureKind::rejected,
     "the server turns us away: '530 no anonymous machines'"},
    {"closing",
     {says("421 too many users\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '421 too many users'"},
    {"not offered",
     {kGreets, kAuth, says("502 Command not implemented.\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer AUTH TLS: '502 Command not implemented.'"},
    {"another mechanism",
     {kGreets, kAuth, says("504 unknown mechanism\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer AUTH TLS: '504 unknown mechanism'"},
    {"after a login",
     {kGreets, kAuth, says("530 Please login with USER and PASS.\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer AUTH TLS before a login: '530 Please login with USER and PASS.'"},
    {"refused",
     {kGreets, kAuth, says("534-no\r\n534 by policy\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses AUTH TLS: '534 by policy'"},
    {"refused for now",
     {kGreets, kAuth, says("431 no certificate\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses AUTH TLS: '431 no certificate'"},
    {"refused and left",
     {kGreets, kAuth, says("421 shutting down\r\n"), closes()},
     FailureKind::rejected,
     "the server refuses AUTH TLS: '421 shutting down'"},
    {"asks for security data",
     {kGreets, kAuth, says("334 ADAT\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses AUTH TLS: '334 ADAT'"},
    {"SMTP",
     {says("220 mx ESMTP\r\n"), kAuth, says("503 5.5.1 Error: send HELO/EHLO first\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not FTP: try -P smtp ('220 mx ESMTP')"},
    {"NNTP",
     {says("200 NNTP ready\r\n")},
     FailureKind::protocol,
     "the server speaks NNTP, not FTP: try -P nntp ('200 NNTP ready')"},
    {"garbage", {says("hello\r\n")}, FailureKind::protocol, "the answer is not FTP: 'hello'"},
    {"TLS", {says("\x15\x03\x01")}, FailureKind::protocol, "TLS begins at once on this port: use -P ftps"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P ftps)"},
    {"silent in a reply",
     {kGreets, kAuth, says("234-wait\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to AUTH TLS; last came '234-wait'"},
    {"never ready",
     {says("120 in 5 minutes\r\n120 in 4 minutes\r\n")},
     FailureKind::protocol,
     "the answer is not FTP: '120 in 4 minutes'"},
    {"endless reply",
     {says("220-on\r\n" + many("and on\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: 'and on'"},
    {"endless line",
     {says("220 " + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '220 " + std::string(196, 'x') + "...'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("ftp", good_script()); }

BOOST_AUTO_TEST_CASE(consent_of_a_server_that_needs_time) {
  check_good("ftp", {says("120 ready in 1 minute\r\n220 ready\r\n"), kAuth, says("234-so\r\n234 be it\r\n")});
}

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("ftp", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("ftp", good_script(), "230 injected\r\n");
}

}  // namespace
}  // namespace tests
