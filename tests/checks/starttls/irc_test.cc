#define BOOST_TEST_MODULE irc
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kAsks = hears("CAP LS 302\r\nSTARTTLS\r\n");
const std::string kOffers = ":irc.example CAP * LS :tls\r\n";
const std::string kKnowsNoCap = ":irc.example 421 * CAP :Unknown command\r\n";
const Step kQuit = hears("QUIT\r\n");

Script good_script() {
  return {kAsks,
          says("NOTICE AUTH :*** Looking up your hostname\r\n:irc.example NOTICE * :*** Raw\r\n"
               "PING :cookie\r\n:irc.example 020 * :Please wait\r\n"
               "@time=now :irc.example CAP * LS * :account-tag sasl=PLAIN\r\n"
               ":irc.example CAP * LS :multi-prefix TLS=6697 echo\r\n"
               ":irc.example NOTICE * :*** STARTTLS is deprecated\r\n"
               ":irc.example 670 * :STARTTLS successful, go ahead with TLS handshake\r\n"),
          stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away",
     {kAsks, says(":irc.example NOTICE * :hello\r\nERROR :Closing link: you are banned\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: 'ERROR :Closing link: you are banned'"},
    {"not offered",
     {kAsks, says(":irc.example CAP * LS :sasl tls-required xtls\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS: its capabilities lack tls"},
    {"no capabilities",
     {kAsks, says(":irc.example CAP * LS :\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS: its capabilities lack tls"},
    {"knows nothing",
     {kAsks, says(kKnowsNoCap + ":irc.example 421 * STARTTLS :Unknown command\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS: ':irc.example 421 * STARTTLS :Unknown command'"},
    {"after registration",
     {kAsks, says(":irc.example 451 CAP :Register first.\r\n:irc.example 451 STARTTLS :Register first.\r\n"),
      kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS before a login: ':irc.example 451 STARTTLS :Register first.'"},
    {"refused",
     {kAsks, says(kOffers + ":irc.example 691 * :STARTTLS failed (no certificate)\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses STARTTLS: ':irc.example 691 * :STARTTLS failed (no certificate)'"},
    {"refused by another number",
     {kAsks, says(kOffers + ":irc.example 462 * :You may not reregister\r\n"), closes()},
     FailureKind::rejected,
     "the server refuses STARTTLS: ':irc.example 462 * :You may not reregister'"},
    {"SMTP",
     {kAsks, says("220 mx ESMTP\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not IRC: try -P smtp ('220 mx ESMTP')"},
    {"HTTP",
     {kAsks, says("HTTP/1.1 400 Bad Request\r\n")},
     FailureKind::protocol,
     "the server speaks HTTP, not IRC: 'HTTP/1.1 400 Bad Request'"},
    {"a number without an origin",
     {kAsks, says("670 * :go ahead\r\n")},
     FailureKind::protocol,
     "the answer is not IRC: '670 * :go ahead'"},
    {"an origin alone",
     {kAsks, says(":irc.example\r\n")},
     FailureKind::protocol,
     "the answer is not IRC: ':irc.example'"},
    {"garbage", {kAsks, says("hello\r\n")}, FailureKind::protocol, "the answer is not IRC: 'hello'"},
    {"TLS",
     {kAsks, says("\x15\x03\x01")},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P ircs"},
    {"silent",
     {kAsks, stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P ircs)"},
    {"gone without a word",
     {kAsks, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to STARTTLS (if TLS begins at once on this port, "
     "use "
     "-P ircs)"},
    {"silent later",
     {kAsks, says(kOffers + ":irc.example NOTICE * :wait\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to STARTTLS; last came ':irc.example NOTICE * :wait'"},
    {"endless notices",
     {kAsks, says(many(":irc.example NOTICE * :and on\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: ':irc.example NOTICE * :and on'"},
    {"endless capabilities",
     {kAsks, says(many(":irc.example CAP * LS * :and on\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: 'CAP'"},
    {"endless line",
     {kAsks, says(":irc " + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: ':irc " + std::string(195, 'x') + "...'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("irc", good_script()); }

BOOST_AUTO_TEST_CASE(consent_of_a_server_without_capabilities) {
  check_good("irc", {kAsks, says(kKnowsNoCap + ":irc.example 670 * :go ahead\r\n")});
}

// InspIRCd without its module for capabilities.
BOOST_AUTO_TEST_CASE(consent_of_a_server_that_ignores_cap) {
  check_good("irc", {kAsks, says(":irc.example NOTICE * :hello\r\n:irc.example 670 * :go ahead\r\n")});
}

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("irc", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("irc", good_script(), ":irc.example 001 you :Welcome\r\n");
}

}  // namespace
}  // namespace tests
