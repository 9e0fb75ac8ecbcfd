#define BOOST_TEST_MODULE nntp
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kGreets = says("200 ready\r\n");
const Step kCapabilities = hears("CAPABILITIES\r\n");
const Step kOffers = says("101 list\r\nVERSION 2\r\nSTARTTLS\r\n.\r\n");
const Step kKnowsNot = says("500 what?\r\n");
const Step kModeReader = hears("MODE READER\r\n");
const Step kStarttls = hears("STARTTLS\r\n");
const Step kQuit = hears("QUIT\r\n");

Script good_script() {
  return {says("201 news.example.org InterNetNews NNRP server ready (no posting)\r\n"),
          kCapabilities,
          says("101 Capability list:\r\nVERSION 2\r\nAUTHINFO USER\r\nstarttls\r\nREADER\r\n.\r\n"),
          kStarttls,
          says("382 Begin TLS negotiation now\r\n"),
          stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away for now",
     {says("400 too busy\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '400 too busy'"},
    {"turned away",
     {says("502 not for you\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '502 not for you'"},
    {"turned away otherwise",
     {says("480 login first\r\n"), kQuit},
     FailureKind::rejected,
     "the server turns us away: '480 login first'"},
    {"not offered",
     {kGreets, kCapabilities, says("101 list\r\nVERSION 2\r\nXSTARTTLS\r\nSASL STARTTLS\r\n.\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"not offered to readers either",
     {kGreets, kCapabilities, says("101 list\r\nMODE-READER\r\n.\r\n"), kModeReader, kGreets, kCapabilities,
      says("101 list\r\nREADER\r\n.\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"readers turned away",
     {kGreets, kCapabilities, says("101 list\r\nMODE-READER\r\n.\r\n"), kModeReader,
      says("502 no readers here\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '502 no readers here'"},
    {"knows nothing",
     {kGreets, kCapabilities, kKnowsNot, kStarttls, kKnowsNot, kQuit},
     FailureKind::not_offered,
     "the server knows neither CAPABILITIES nor STARTTLS: '500 what?'"},
    {"after a login",
     {kGreets, kCapabilities, kOffers, kStarttls, says("480 Authentication required\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS before a login: '480 Authentication required'"},
    {"after a login, without a list",
     {kGreets, kCapabilities, says("480 login\r\n"), kStarttls, says("480 login\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS before a login: '480 login'"},
    {"refused",
     {kGreets, kCapabilities, kOffers, kStarttls, says("580 no key\r\n"), kQuit},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: '580 no key'"},
    {"refused, without a list",
     {kGreets, kCapabilities, kKnowsNot, kStarttls, says("502 no\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses STARTTLS: '502 no'"},
    {"leaves",
     {kGreets, kCapabilities, says("400 shutting down\r\n"), closes()},
     FailureKind::rejected,
     "the server ends the session: '400 shutting down'"},
    {"SMTP",
     {says("220 mx ESMTP\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not NNTP: try -P smtp ('220 mx ESMTP')"},
    {"garbage", {says("2000\r\n")}, FailureKind::protocol, "the answer is not NNTP: '2000'"},
    {"TLS", {says("\x15\x03\x01")}, FailureKind::protocol, "TLS begins at once on this port: use -P nntps"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P nntps)"},
    {"silent in the list",
     {kGreets, kCapabilities, says("101 list\r\nSTARTTLS\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to CAPABILITIES; last came 'STARTTLS'"},
    {"endless list",
     {kGreets, kCapabilities, says("101 list\r\n" + many("AND-ON\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: 'AND-ON'"},
    {"endless line",
     {says("200 " + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '200 " + std::string(196, 'x') + "...'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("nntp", good_script()); }

BOOST_AUTO_TEST_CASE(consent_of_the_readers_server) {
  check_good("nntp", {kGreets, kCapabilities, says("101 list\r\nIHAVE\r\nMODE-READER\r\n.\r\n"), kModeReader,
                      says("201 no posting\r\n"), kCapabilities, kOffers, kStarttls, says("382 go\r\n")});
}

BOOST_AUTO_TEST_CASE(consent_of_a_server_without_capabilities) {
  check_good("nntp", {kGreets, kCapabilities, kKnowsNot, kStarttls, says("382 go\r\n")});
}

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("nntp", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("nntp", good_script(), "281 injected\r\n");
}

}  // namespace
}  // namespace tests
