#define BOOST_TEST_MODULE smtp
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kEhlo = hears("EHLO monitor.example.net\r\n");
const Step kStarttls = hears("STARTTLS\r\n");
const Step kQuit = hears("QUIT\r\n");

Script good_script() {
  return {says("220-mx.example.org ESMTP\r\n220-second line\r\n220\r\n"),
          kEhlo,
          says("250-mx.example.org\r\n250-SIZE 10240000\r\n250-StartTLS\r\n250 HELP\r\n"),
          kStarttls,
          says("220 2.0.0 Ready to start TLS\r\n"),
          stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away",
     {says("554-no\r\n554 go away\r\n"), kQuit},
     FailureKind::rejected,
     "the server turns us away: '554 go away'"},
    {"closing",
     {says("421 too busy\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '421 too busy'"},
    {"no EHLO",
     {says("220 mx\r\n"), kEhlo, says("502 5.5.1 what?\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not know EHLO, so it cannot offer STARTTLS: '502 5.5.1 what?'"},
    {"EHLO refused",
     {says("220 mx\r\n"), kEhlo, says("550 bad name\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses EHLO: '550 bad name'"},
    {"not offered",
     {says("220 mx\r\n"), kEhlo, says("250-mx\r\n250 AUTH STARTTLS\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"offered by a longer word",
     {says("220 mx\r\n"), kEhlo, says("250-mx\r\n250-STARTTLSX\r\n250 XSTARTTLS\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"a server of that name",
     {says("220 mx\r\n"), kEhlo, says("250 STARTTLS\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"refused for now",
     {says("220 mx\r\n"), kEhlo, says("250-mx\r\n250 STARTTLS\r\n"), kStarttls,
      says("454 4.7.0 TLS not available\r\n"), kQuit},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: '454 4.7.0 TLS not available'"},
    {"only after a login",
     {says("220 mx\r\n"), kEhlo, says("250-mx\r\n250 STARTTLS\r\n"), kStarttls,
      says("530 5.7.0 Authentication required\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS before a login: '530 5.7.0 Authentication required'"},
    {"refused",
     {says("220 mx\r\n"), kEhlo, says("250-mx\r\n250 STARTTLS\r\n"), kStarttls, says("503 no\r\n"), closes()},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: '503 no'"},
    {"HTTP",
     {says("HTTP/1.1 400 Bad Request\r\n\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks HTTP, not SMTP: 'HTTP/1.1 400 Bad Request'"},
    {"IMAP",
     {says("* OK ready\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks IMAP, not SMTP: try -P imap ('* OK ready')"},
    {"NNTP",
     {says("200 Leafnode NNTP Daemon\r\n")},
     FailureKind::protocol,
     "the server speaks NNTP, not SMTP: try -P nntp ('200 Leafnode NNTP Daemon')"},
    {"FTP",
     {says("220 (vsFTPd 3.0.3)\r\n"), kEhlo, says("530 Please login with USER and PASS.\r\n")},
     FailureKind::protocol,
     "the server speaks FTP, not SMTP: try -P ftp ('220 (vsFTPd 3.0.3)')"},
    {"FTP that hangs up",
     {says("220 ProFTPD Server (lab)\r\n"), kEhlo, closes()},
     FailureKind::protocol,
     "the server speaks FTP, not SMTP: try -P ftp ('220 ProFTPD Server (lab)')"},
    {"another number", {says("250 ok\r\n")}, FailureKind::protocol, "the answer is not SMTP: '250 ok'"},
    {"garbage", {says("22o\r\n"), closes()}, FailureKind::protocol, "the answer is not SMTP: '22o'"},
    {"too short", {says("22\r\n"), closes()}, FailureKind::protocol, "the answer is not SMTP: '22'"},
    {"TLS",
     {says(std::string_view("\x15\x03\x01\x00\x02\x02\x46", 7)), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P smtps"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P smtps)"},
    {"silent later",
     {says("220 mx\r\n"), kEhlo, stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to EHLO; last came '220 mx'"},
    {"endless reply",
     {says(many("220-and on\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: '220-and on'"},
    {"endless line",
     {says(std::string(100000, '2'))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '" + std::string(200, '2') + "...'"},
    {"closed later",
     {says("220 mx\r\n"), kEhlo, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to EHLO"},
    {"reset",
     {says("220 mx\r\n"), kEhlo, says("250-mx\r\n250 STARTTLS\r\n"), kStarttls, resets()},
     FailureKind::reset,
     "the server reset the connection before the answer to STARTTLS"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("smtp", good_script()); }

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("smtp", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("smtp", good_script(), "250 injected\r\n");
}

}  // namespace
}  // namespace tests
