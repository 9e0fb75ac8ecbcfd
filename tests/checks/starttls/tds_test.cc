#define BOOST_TEST_MODULE tds
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

using namespace std::string_literals;

const Step kPrelogin = hears(
    "\x12\x01\x00\x2f\x00\x00\x00\x00"
    "\x00\x00\x1a\x00\x06\x01\x00\x20\x00\x01\x02\x00\x21\x00\x01\x03\x00\x22\x00\x04\x04\x00\x26\x00\x01\xff"
    "\x00\x00\x00\x00\x00\x00"
    "\x01\x00\x00\x00\x00\x00\x00"s);

std::string packet(const std::string& content, char status = 1, char type = 4) {
  const std::size_t size = content.size() + 8;
  return std::string{type, status, static_cast<char>(size >> 8), static_cast<char>(size & 0xff)} +
         "\0\x33\1\0"s + content;
}

// VERSION and ENCRYPTION, as SQL Server 2019 sends them.
std::string answer(char encryption) {
  return "\x00\x00\x10\x00\x06\x01\x00\x16\x00\x01\x02\x00\x17\x00\x00\xff"
         "\x0f\x00\x08\x34\x00\x00"s +
         encryption;
}

// ERROR with a message of UTF-16: "Grüße, €𝄞".
const std::string kError = packet(
    "\xaa\x2e\x00\x91\x45\x00\x00\x01\x14\x0a\x00"
    "G\0r\0\xfc\0\xdf\0e\0,\0 \0\xac\x20\x34\xd8\x1e\xdd"s);

std::string endless() {
  std::string text;
  for (int i = 0; i < 100; ++i) {
    text += packet(std::string(100, '\0'), 0);
  }
  return text;
}

const Refusal kRefusals[] = {
    {"not supported",
     {kPrelogin, says(packet(answer(2))), closes()},
     FailureKind::not_offered,
     "the server does not offer TLS: it supports no encryption"},
    {"no word on it",
     {kPrelogin, says(packet("\x00\x00\x06\x00\x06\xff\x08\x00\x00\x00\x00\x00"s))},
     FailureKind::not_offered,
     "the server does not offer TLS: it supports no encryption"},
    {"a word outside of the answer",
     {kPrelogin, says(packet("\x00\x00\x0b\x00\x06\x01\xff\xff\x00\x01\xff"s))},
     FailureKind::not_offered,
     "the server does not offer TLS: it supports no encryption"},
    {"tokens without an end",
     {kPrelogin, says(packet("\x00\x00\x06\x00\x06\x01\x00"s))},
     FailureKind::not_offered,
     "the server does not offer TLS: it supports no encryption"},
    {"an error",
     {kPrelogin, says(kError), closes()},
     FailureKind::rejected,
     "the server turns us away: error 17809 'Gr\u00fc\u00dfe, \u20ac\ufffd\ufffd'"},
    {"an error that is cut off",
     {kPrelogin, says(packet("\xaa\x2e"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: error 0 ''"},
    {"another token",
     {kPrelogin, says(packet("\xe3\x00"s))},
     FailureKind::protocol,
     "the answer is no PRELOGIN response of TDS"},
    {"a length below its own",
     {kPrelogin, says("\x04\x01\x00\x08\x00\x00\x00\x00"s)},
     FailureKind::protocol,
     "the answer is not TDS: a packet of 8 bytes"},
    {"a long packet",
     {kPrelogin, says(packet(std::string(9000, '\0')))},
     FailureKind::too_large,
     "a packet of 9008 bytes"},
    {"endless", {kPrelogin, says(endless())}, FailureKind::too_large, "an answer of more than 4096 bytes"},
    {"TLS",
     {kPrelogin, says("\x15\x03\x01\x00\x02\x02\x46"s), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P tds-strict"},
    {"closed at once",
     {kPrelogin, closes()},
     FailureKind::closed,
     "the server closed the connection before the answer to PRELOGIN (if TLS begins at once on this port, "
     "use "
     "-P tds-strict)"},
    {"HTTP",
     {kPrelogin, says("HTTP/1.1 400 Bad Request\r\n\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks HTTP, not TDS: 'HTTP/1.1 400 Bad Request'"},
    {"another type",
     {kPrelogin, says(packet(answer(1), 1, 0x10))},
     FailureKind::protocol,
     "the answer is not TDS: its first byte is 0x10"},
};

BOOST_AUTO_TEST_CASE(good) {
  // ENCRYPT_OFF asks for TLS too, for the login alone.
  for (const char encryption : {0, 1, 3}) {
    check_good("tds", {kPrelogin, says(packet(answer(encryption))), stays_silent()}, checks::Framing::tds);
  }
  const std::string whole = answer(1);
  check_good("tds",
             {kPrelogin, says(packet(whole.substr(0, 7), 0)), says(packet(whole.substr(7))), stays_silent()},
             checks::Framing::tds);
}

BOOST_AUTO_TEST_CASE(refusals) { check_refusals("tds", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("tds", {kPrelogin, says(packet(answer(1))), stays_silent()}, packet("injected"));
}

}  // namespace
}  // namespace tests
