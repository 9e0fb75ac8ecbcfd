#define BOOST_TEST_MODULE imap
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kGreets = says("* OK [CAPABILITY IMAP4rev1] ready\r\n");
const Step kCapability = hears("a1 CAPABILITY\r\n");
const Step kOffers = says("* CAPABILITY IMAP4rev1 STARTTLS\r\na1 OK done\r\n");
const Step kStarttls = hears("a2 STARTTLS\r\n");
const Step kLogout = hears("a9 LOGOUT\r\n");

Script good_script() {
  return {kGreets,
          kCapability,
          says("* OK [ALERT] old password\r\n* capability IMAP4rev1 LOGINDISABLED StartTLS ID\r\n"
               "a1 OK Pre-login capabilities listed.\r\n"),
          kStarttls,
          says("* NO maintenance tonight\r\na2 OK Begin TLS negotiation now.\r\n"),
          stays_silent()};
}

const Refusal kRefusals[] = {
    {"turned away",
     {says("* BYE too many connections\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '* BYE too many connections'"},
    {"let in",
     {says("* PREAUTH welcome\r\n"), kLogout},
     FailureKind::not_offered,
     "the server lets us in without a login (PREAUTH), after which TLS cannot begin: '* PREAUTH welcome'"},
    {"not offered",
     {kGreets, kCapability, says("* CAPABILITY IMAP4rev1 AUTH=STARTTLS\r\na1 OK done\r\n"), kLogout},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"offered in prose only",
     {kGreets, kCapability, says("* OK STARTTLS is nice\r\na1 OK STARTTLS\r\n"), kLogout},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"no CAPABILITY",
     {kGreets, kCapability, says("a1 BAD what?\r\n"), kLogout},
     FailureKind::rejected,
     "the server refuses CAPABILITY: 'a1 BAD what?'"},
    {"refused",
     {kGreets, kCapability, kOffers, kStarttls, says("a2 NO no certificate\r\n"), kLogout},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: 'a2 NO no certificate'"},
    {"not understood",
     {kGreets, kCapability, kOffers, kStarttls, says("a2 BAD not now\r\n"), closes()},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: 'a2 BAD not now'"},
    {"leaves",
     {kGreets, kCapability, says("* BYE idle for too long\r\n"), closes()},
     FailureKind::rejected,
     "the server ends the session: '* BYE idle for too long'"},
    {"another tag",
     {kGreets, kCapability, says("a7 OK done\r\n")},
     FailureKind::protocol,
     "the answer is not IMAP: 'a7 OK done'"},
    {"a continuation",
     {kGreets, kCapability, says("+ go on\r\n")},
     FailureKind::protocol,
     "the answer is not IMAP: '+ go on'"},
    {"SMTP",
     {says("220 mx ESMTP\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not IMAP: try -P smtp ('220 mx ESMTP')"},
    {"POP3",
     {says("+OK ready\r\n")},
     FailureKind::protocol,
     "the server speaks POP3, not IMAP: try -P pop3 ('+OK ready')"},
    {"garbage", {says("* what\r\n")}, FailureKind::protocol, "the answer is not IMAP: '* what'"},
    {"an empty line", {says("\r\n")}, FailureKind::protocol, "the answer is not IMAP: ''"},
    {"TLS", {says("\x15\x03\x01")}, FailureKind::protocol, "TLS begins at once on this port: use -P imaps"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P imaps)"},
    {"silent later",
     {kGreets, kCapability, says("* CAPABILITY IMAP4rev1\r\n"), stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to CAPABILITY; last came '* CAPABILITY IMAP4rev1'"},
    {"endless answer",
     {kGreets, kCapability, says(many("* OK and on\r\n"))},
     FailureKind::too_large,
     "a reply of more than 128 lines: '* OK and on'"},
    {"endless line",
     {kGreets, kCapability, says("* " + std::string(100000, 'x'))},
     FailureKind::too_large,
     "a line of more than 4096 bytes: '* " + std::string(198, 'x') + "...'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("imap", good_script()); }

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("imap", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("imap", good_script(), "* OK [CAPABILITY AUTH=PLAIN] injected\r\n");
}

}  // namespace
}  // namespace tests
