#define BOOST_TEST_MODULE ldap
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

using namespace std::string_literals;

const Step kStartTls = hears(
    "\x30\x1d\x02\x01\x01\x77\x18\x80\x16"
    "1.3.6.1.4.1.1466.20037");
const Step kUnbind = hears("\x30\x05\x02\x01\x02\x42\x00"s);

std::string element(char tag, const std::string& content) {
  return std::string{tag, static_cast<char>(content.size())} + content;
}

// An ExtendedResponse; `more` are its optional parts.
std::string response(char message, char code, const std::string& words, const std::string& more = "") {
  const std::string result =
      element(0x0a, std::string(1, code)) + element(0x04, "") + element(0x04, words) + more;
  return element(0x30, element(0x02, std::string(1, message)) + element(0x78, result));
}

// The lengths in as many bytes as BER allows to spend.
const std::string kLongForm =
    "\x30\x84\x00\x00\x00\x13"
    "\x02\x81\x01\x01"
    "\x78\x82\x00\x0b"
    "\x0a\x84\x00\x00\x00\x01\x00"
    "\x04\x00\x04\x00"s;

const Refusal kRefusals[] = {
    {"not offered",
     {kStartTls, says(response(1, 2, "unsupported extended operation")), kUnbind},
     FailureKind::not_offered,
     "the server does not offer StartTLS: protocolError (2), 'unsupported extended operation'"},
    {"no certificate",
     {kStartTls, says(response(1, 52, "no TLS here")), kUnbind},
     FailureKind::rejected,
     "the server refuses StartTLS: unavailable (52), 'no TLS here'"},
    {"without words",
     {kStartTls, says(response(1, 1, "")), kUnbind},
     FailureKind::rejected,
     "the server refuses StartTLS: operationsError (1)"},
    {"an unknown code",
     {kStartTls, says(response(1, 99, "?")), kUnbind},
     FailureKind::rejected,
     "the server refuses StartTLS: result (99), '?'"},
    {"after authentication",
     {kStartTls, says(response(1, 8, "bind first")), kUnbind},
     FailureKind::rejected,
     "the server allows StartTLS only after authentication: strongerAuthRequired (8), 'bind first'"},
    {"refused and gone",
     {kStartTls, says(response(1, 53, "no")), closes()},
     FailureKind::rejected,
     "the server refuses StartTLS: unwillingToPerform (53), 'no'"},
    {"notice of disconnection",
     {kStartTls, says(response(0, 51, "later", element('\x8a', "1.3.6.1.4.1.1466.20036"))), closes()},
     FailureKind::rejected,
     "the server turns us away: busy (51), 'later'"},
    {"another message",
     {kStartTls, says(response(7, 0, ""))},
     FailureKind::protocol,
     "the answer is no LDAP response to StartTLS"},
    {"another operation",
     {kStartTls, says("\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"s)},
     FailureKind::protocol,
     "the answer is no LDAP response to StartTLS"},
    {"lengths beyond the message",
     {kStartTls, says("\x30\x05\x02\x01\x01\x78\x7f"s)},
     FailureKind::protocol,
     "the answer is no LDAP response to StartTLS"},
    {"a number of nine bytes",
     {kStartTls, says(element(0x30, element(0x02, "123456789") + element(0x78, "")))},
     FailureKind::protocol,
     "the answer is no LDAP response to StartTLS"},
    {"an empty message",
     {kStartTls, says("\x30\x00"s)},
     FailureKind::protocol,
     "the answer is no LDAP response to StartTLS"},
    {"an indefinite length",
     {kStartTls, says("\x30\x80\x02\x01\x01"s)},
     FailureKind::protocol,
     "the answer is not LDAP: its length cannot be read"},
    {"a length of five bytes",
     {kStartTls, says("\x30\x85\x00\x00\x00\x00\x01"s)},
     FailureKind::protocol,
     "the answer is not LDAP: its length cannot be read"},
    {"endless",
     {kStartTls, says("\x30\x84\x7f\xff\xff\xff" + std::string(20000, 'x'))},
     FailureKind::too_large,
     "an answer of more than 16 KiB"},
    {"TLS",
     {kStartTls, says("\x15\x03\x01\x00\x02\x02\x46"s), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P ldaps"},
    {"closed at once",
     {kStartTls, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to StartTLS (if TLS begins at once on this port, "
     "use "
     "-P ldaps)"},
    {"silent",
     {kStartTls, stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P ldaps)"},
    {"SMTP",
     {kStartTls, says("220 mx.example.org ESMTP\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks SMTP, not LDAP: try -P smtp ('220 mx.example.org ESMTP')"},
    {"SSH without an end",
     {kStartTls, says("SSH-2.0-x"), stays_silent()},
     FailureKind::protocol,
     "the server speaks SSH, not LDAP: 'SSH-2.0-x'"},
    {"garbage",
     {kStartTls, says("\x05\x00"s)},
     FailureKind::protocol,
     "the answer is not LDAP: its first byte is 0x05"},
};

BOOST_AUTO_TEST_CASE(good) {
  check_good("ldap", {kStartTls, says(response(1, 0, "")), stays_silent()});
  check_good("ldap", {kStartTls, says(response(1, 0, "go ahead", element('\x8a', "1.3.6.1.4.1.1466.20037"))),
                      stays_silent()});
  check_good("ldap", {kStartTls, says(kLongForm), stays_silent()});
}

BOOST_AUTO_TEST_CASE(refusals) { check_refusals("ldap", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("ldap", {kStartTls, says(response(1, 0, "")), stays_silent()}, response(2, 0, "injected"));
}

}  // namespace
}  // namespace tests
