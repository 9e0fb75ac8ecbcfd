#define BOOST_TEST_MODULE rdp
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

using namespace std::string_literals;

const Step kRequest = hears("\x03\x00\x00\x13\x0e\xe0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00"s);

std::string confirm(const std::string& negotiation) {
  const char rest = static_cast<char>(6 + negotiation.size());
  return "\x03\x00\x00"s + static_cast<char>(5 + rest) + rest + "\xd0\x00\x00\x12\x34\x00"s + negotiation;
}

std::string agreed(char protocol) { return confirm("\x02\x01\x08\x00"s + protocol + "\x00\x00\x00"s); }
std::string refused(char code) { return confirm("\x03\x00\x08\x00"s + code + "\x00\x00\x00"s); }

const Refusal kRefusals[] = {
    {"no TLS by its settings",
     {kRequest, says(refused(2)), closes()},
     FailureKind::not_offered,
     "the server refuses TLS: its settings allow only the standard RDP security without TLS "
     "(SSL_NOT_ALLOWED_BY_SERVER)"},
    {"no certificate",
     {kRequest, says(refused(3)), closes()},
     FailureKind::rejected,
     "the server refuses TLS: it has no usable certificate (SSL_CERT_NOT_ON_SERVER)"},
    {"Network Level Authentication",
     {kRequest, says(refused(5)), closes()},
     FailureKind::rejected,
     "the server refuses TLS: it demands Network Level Authentication (HYBRID_REQUIRED_BY_SERVER)"},
    {"a client certificate",
     {kRequest, says(refused(6)), closes()},
     FailureKind::rejected,
     "the server refuses TLS: it demands a client certificate (SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER)"},
    {"an unknown code",
     {kRequest, says(refused(77)), closes()},
     FailureKind::rejected,
     "the server refuses TLS: code 77"},
    {"standard security",
     {kRequest, says(agreed(0)), stays_silent()},
     FailureKind::not_offered,
     "the server does not offer TLS but the standard RDP security only"},
    {"without a negotiation",
     {kRequest, says(confirm("")), stays_silent()},
     FailureKind::not_offered,
     "the server does not offer TLS but the standard RDP security only"},
    {"what was not asked for",
     {kRequest, says(agreed(8)), stays_silent()},
     FailureKind::protocol,
     "the server chose security protocol 8, which was not asked for"},
    {"a negotiation that is cut off",
     {kRequest, says(confirm("\x02\x00\x08"s))},
     FailureKind::protocol,
     "the answer's negotiation is cut off"},
    {"another packet of X.224",
     {kRequest, says("\x03\x00\x00\x0b\x06\x80\x00\x00\x12\x34\x00"s)},
     FailureKind::protocol,
     "the answer is no connection confirm of X.224"},
    {"a short packet of X.224",
     {kRequest, says("\x03\x00\x00\x07\x02\xd0\x00"s)},
     FailureKind::protocol,
     "the answer is no connection confirm of X.224"},
    {"a length below its own",
     {kRequest, says("\x03\x00\x00\x04"s)},
     FailureKind::protocol,
     "the answer is not RDP: a packet of 4 bytes"},
    {"endless",
     {kRequest, says("\x03\x00\xff\xff"s + std::string(70000, '\0'))},
     FailureKind::protocol,
     "the answer is not RDP: a packet of 65535 bytes"},
    {"TLS",
     {kRequest, says("\x15\x03\x01\x00\x02\x02\x46"s), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P tls"},
    {"closed at once",
     {kRequest, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to the connection request (if TLS begins at once on "
     "this port, use -P tls)"},
    {"reset",
     {kRequest, resets()},
     FailureKind::reset,
     "the server reset the connection before the answer to the connection request (if TLS begins at once on "
     "this port, use -P tls)"},
    {"SSH",
     {kRequest, says("SSH-2.0-OpenSSH_9.2\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks SSH, not RDP: 'SSH-2.0-OpenSSH_9.2'"},
};

BOOST_AUTO_TEST_CASE(good) {
  check_good("rdp", {kRequest, says(agreed(1)), stays_silent()});
  check_good("rdp", {kRequest, says(agreed(2)), stays_silent()});
}

BOOST_AUTO_TEST_CASE(refusals) { check_refusals("rdp", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("rdp", {kRequest, says(agreed(1)), stays_silent()}, "\x03\x00\x00\x05\x00"s);
}

}  // namespace
}  // namespace tests
