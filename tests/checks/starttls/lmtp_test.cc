#define BOOST_TEST_MODULE lmtp
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

const Step kLhlo = hears("LHLO monitor.example.net\r\n");
const Step kStarttls = hears("STARTTLS\r\n");
const Step kQuit = hears("QUIT\r\n");

Script good_script() {
  return {says("220 mx.example.org Dovecot ready.\r\n"), kLhlo,
          says("250-mx.example.org\r\n250-STARTTLS\r\n250-CHUNKING\r\n250 PIPELINING\r\n"), kStarttls,
          says("220 2.0.0 Begin TLS negotiation now.\r\n")};
}

const Refusal kRefusals[] = {
    {"turned away",
     {says("421 too busy\r\n"), closes()},
     FailureKind::rejected,
     "the server turns us away: '421 too busy'"},
    {"SMTP by its greeting",
     {says("220 mx ESMTP Postfix\r\n"), kLhlo, says("502 5.5.2 Error: command not recognized\r\n")},
     FailureKind::protocol,
     "the server speaks SMTP, not LMTP: try -P smtp ('220 mx ESMTP Postfix')"},
    {"SMTP, perhaps",
     {says("220 mx\r\n"), kLhlo, says("500 what?\r\n"), kQuit},
     FailureKind::protocol,
     "the server does not know LHLO, so it is no LMTP: if it is SMTP, use -P smtp ('500 what?')"},
    {"refuses LHLO",
     {says("220 mx\r\n"), kLhlo, says("450 not now\r\n"), kQuit},
     FailureKind::rejected,
     "the server refuses LHLO: '450 not now'"},
    {"not offered",
     {says("220 mx\r\n"), kLhlo, says("250-mx\r\n250 PIPELINING\r\n"), kQuit},
     FailureKind::not_offered,
     "the server does not offer STARTTLS"},
    {"refused",
     {says("220 mx\r\n"), kLhlo, says("250-mx\r\n250 STARTTLS\r\n"), kStarttls, says("454 no key\r\n"),
      kQuit},
     FailureKind::rejected,
     "the server offers STARTTLS and refuses it: '454 no key'"},
    {"TLS", {says("\x15\x03\x01")}, FailureKind::protocol, "TLS begins at once on this port: use -P tls"},
    {"garbage",
     {says("\x01\x02\r\n")},
     FailureKind::protocol,
     "the answer is not LMTP: its first byte is 0x01"},
    {"silent later",
     {says("220 mx\r\n"), kLhlo, stays_silent()},
     FailureKind::deadline,
     "the timeout passed before the answer to LHLO; last came '220 mx'"},
};

BOOST_AUTO_TEST_CASE(consent) { check_good("lmtp", good_script()); }

BOOST_AUTO_TEST_CASE(refusals_and_faults) { check_refusals("lmtp", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("lmtp", good_script(), "250 injected\r\n");
}

}  // namespace
}  // namespace tests
