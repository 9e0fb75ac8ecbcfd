#define BOOST_TEST_MODULE sieve
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kGreets = says("\"IMPLEMENTATION\" \"x\"\r\n\"STARTTLS\"\r\nOK\r\n");
const Step kStarttls = hears("STARTTLS\r\n");
const Step kLogout = hears("LOGOUT\r\n");

Script good_script() {
  return {says("\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n\"SIEVE\" \"fileinto reject\"\r\n"
               "\"Starttls\"\r\n\"VERSION\" \"1.0\"\r\nOK \"Dovecot ready.\"\r\n"),
          kStarttls, says("OK \"Begin TLS negotiation now.\"\r\n"), stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away for now",
     {says("NO \"come back later\"\r\n"), kLogout},
     FailureKind::rejected,
     "the server turns us away: 'NO \"come back later\"'"},
    {"turned away",
     {says("\"IMPLEMENTATION\" \"x\"\r\nBYE (REFERRAL \"sieve://b.example\") \"elsewhere\"\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: 'BYE (REFERRAL \"sieve://b.example\") \"elsewhere\"'"},
    {"not offered",
     {says("\"IMPLEMENTATION\" \"STARTTLS\"\r\n\"SASL\" \"PLAIN\"\r\n\"XSTARTTLS\"\r\nOK\r\n"), kLogout},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"not offered, said in a literal",
     {says("\"NOTIFY\" {12+}\r\n\"STARTTLS\"\r\n\r\nOK\r\n"), kLogout},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"refused",
     {kGreets, kStarttls, says("NO \"no certificate\"\r\n"), kLogout},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: 'NO \"no certificate\"'"},
    {"refused in a literal",
     {kGreets, kStarttls, says("NO {4}\r\nno\r\n\r\n"), kLogout},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: 'NO \"no\r\n\"'"},
    {"leaves",
     {kGreets, kStarttls, says("bye \"idle\"\r\n"), closes()},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: 'bye \"idle\"'"},
    {"IMAP",
     {says("* OK ready\r\n")},
     FailureKind::protocol,
     "the server speaks IMAP, not ManageSieve: try -P imap ('* OK ready')"},
    {"garbage", {says("OKAY\r\n")}, FailureKind::protocol, "the answer is not ManageSieve: 'OKAY'"},
    {"TLS", {says("\x15\x03\x01")}, FailureKind::protocol, "TLS begins at once on this port: use -P tls"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P tls)"},
    {"silent in the list",
     {says("\"STARTTLS\"\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the greeting; last came '\"STARTTLS\"'"},
    {"silent in a literal",
     {says("\"SIEVE\" {12}\r\nfile"), closes()},
     FailureKind::closed,
     "the server closed the connection before the greeting, in the middle of a message: 'file'"},
    {"endless list",
     {says(many("\"AND\" \"ON\"\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: '\"AND\" \"ON\"'"},
    {"endless literals",
     {says("\"A\" " + many("{3}\r\nabc {1}\r\nd"))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '\"A\" \"abc\" \"d\"" + many("\"abc\" \"d\"").substr(0, 187) + "...'"},
    {"a huge literal",
     {says("\"SIEVE\" {4097}\r\n")},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '\"SIEVE\" '"},
    {"a literal beyond all numbers",
     {says("\"SIEVE\" {18446744073709551616+}\r\n")},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '\"SIEVE\" '"},
    {"no literal", {says("OK\"{x}\r\n")}, FailureKind::protocol, "the answer is not ManageSieve: 'OK\"{x}'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("sieve", good_script()); }

BOOST_AUTO_TEST_CASE(consent_with_literals) {
  check_good("sieve", {says("\"IMPLEMENTATION\" {7}\r\nCyrus\r\n\r\n{8+}\r\nSTARTTLS\r\n"
                            "\"SASL\" {0}\r\n\r\nOK (TAG {1}\r\nx) {3+}\r\nyes\r\n"),
                       kStarttls, says("OK\r\n")});
}

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("sieve", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("sieve", good_script(), "\"SASL\" \"PLAIN\"\r\nOK\r\n");
}

}  // namespace
}  // namespace tests
