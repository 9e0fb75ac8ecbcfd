#define BOOST_TEST_MODULE pop3
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kGreets = says("+OK ready\r\n");
const Step kCapa = hears("CAPA\r\n");
const Step kOffers = says("+OK\r\nSTLS\r\n.\r\n");
const Step kStls = hears("STLS\r\n");
const Step kQuit = hears("QUIT\r\n");

Script good_script() {
  return {says("+OK Dovecot ready. <1.2@mx.example.org>\r\n"),
          kCapa,
          says("+OK list follows\r\nTOP\r\nUIDL\r\nstls\r\nUSER\r\n.\r\n"),
          kStls,
          says("+OK Begin TLS negotiation now.\r\n"),
          stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away",
     {says("-ERR [SYS/TEMP] come back later\r\n"), kQuit},
     FailureKind::rejected,
     "the server turns us away: '-ERR [SYS/TEMP] come back later'"},
    {"not offered",
     {kGreets, kCapa, says("+OK\r\nSASL STLS\r\nXSTLS\r\n.\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STLS"},
    {"knows nothing",
     {kGreets, kCapa, says("-ERR what?\r\n"), kStls, says("-ERR unknown command\r\n"), kQuit},
     FailureKind::not_offered,
     "the server knows neither CAPA nor STLS: '-ERR unknown command'"},
    {"refused",
     {kGreets, kCapa, kOffers, kStls, says("-ERR TLS not available\r\n"), kQuit},
     FailureKind::rejected,
     "the server offers STLS and refuses it: '-ERR TLS not available'"},
    {"refused and left",
     {kGreets, kCapa, kOffers, kStls, says("-ERR no\r\n"), closes()},
     FailureKind::rejected,
     "the server offers STLS and refuses it: '-ERR no'"},
    {"IMAP",
     {says("* OK ready\r\n")},
     FailureKind::protocol,
     "the server speaks IMAP, not POP3: try -P imap ('* OK ready')"},
    {"garbage", {says("+OKAY\r\n")}, FailureKind::protocol, "the answer is not POP3: '+OKAY'"},
    {"garbage later",
     {kGreets, kCapa, says("OK\r\n")},
     FailureKind::protocol,
     "the answer is not POP3: 'OK'"},
    {"TLS", {says("\x16\x03\x01")}, FailureKind::protocol, "TLS begins at once on this port: use -P pop3s"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P pop3s)"},
    {"silent in the list",
     {kGreets, kCapa, says("+OK\r\nSTLS\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to CAPA; last came 'STLS'"},
    {"endless list",
     {kGreets, kCapa, says("+OK\r\n" + many("AND-ON\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: 'AND-ON'"},
    {"endless line",
     {says("+OK " + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '+OK " + std::string(196, 'x') + "...'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("pop3", good_script()); }

BOOST_AUTO_TEST_CASE(consent_of_a_server_without_capa) {
  check_good("pop3", {kGreets, kCapa, says("-ERR what?\r\n"), kStls, says("+OK go\r\n")});
}

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("pop3", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("pop3", good_script(), "+OK injected\r\n");
}

}  // namespace
}  // namespace tests
