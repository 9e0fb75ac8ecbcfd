#include "checks/starttls/mysql_login.h"

#define BOOST_TEST_MODULE mysql
#include "tests/checks/starttls/dialogue_test.h"

namespace tests {
namespace {

using namespace std::string_literals;

const Step kSslRequest = hears(
    "\x20\x00\x00\x01"
    "\x05\x8a\x08\x00\x00\x00\x00\x01\x21"s +
    std::string(23, '\0'));

std::string packet(const std::string& payload, char number = 0) {
  const std::size_t size = payload.size();
  return std::string{static_cast<char>(size & 0xff), static_cast<char>(size >> 8), '\0', number} + payload;
}

// "Protocol::HandshakeV10" with these lower two bytes of capabilities.
std::string greeting(const std::string& capabilities) {
  return packet(
      "\x0a"
      "5.5.5-10.11.6-MariaDB\0"s +
      "\x2a\0\0\0"s + "12345678\0"s + capabilities + "\x2d\x02\0\xff\x81\x15"s + std::string(10, '\0') +
      "123456789012\0mysql_native_password\0"s);
}

const std::string kOffering = greeting("\xfe\xff");
const std::string kPlain = greeting("\xfe\xf7");

std::string text(const checks::MysqlBytes& bytes) { return std::string(bytes.view()); }

const Refusal kRefusals[] = {
    {"not offered",
     {says(kPlain), hears(text(checks::kMysqlLoginInPlain)), closes()},
     FailureKind::not_offered,
     "the server does not offer TLS"},
    {"blocked",
     {says(packet("\xff\x69\x04Host '192.0.2.1' is blocked because of many connection errors"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: error 1129 'Host '192.0.2.1' is blocked because of many connection errors'"},
    {"too many connections",
     {says(packet("\xff\x10\x04#08004Too many connections"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: error 1040 'Too many connections'"},
    {"an error of three bytes",
     {says(packet("\xff\x10\x04"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: error 1040 ''"},
    {"a state that is cut off",
     {says(packet("\xff\x10\x04#08"s)), closes()},
     FailureKind::rejected,
     "the server turns us away: error 1040 ''"},
    {"version 9",
     {says(packet("\x09"
                  "3.20.32\0\1\0\0\0abcdefgh\0"s)),
      stays_silent()},
     FailureKind::not_offered,
     "the server speaks version 9 of MySQL's protocol, which knows no TLS"},
    {"MySQL 4.0",
     {says(greeting("\x2c\x20")), stays_silent()},
     FailureKind::not_offered,
     "the server is older than MySQL 4.1, whose protocol this check speaks"},
    {"X Protocol",
     {says("\x05\x00\x00\x00\x0b\x08\x05\x1a\x00"s), stays_silent()},
     FailureKind::protocol,
     "the server speaks MySQL's X Protocol here; the classic one is usually on port 3306"},
    {"cut off",
     {says(packet("\x0a"
                  "8.0\0\1\0"s))},
     FailureKind::protocol,
     "the greeting is not MySQL's"},
    {"a version without an end",
     {says(packet("\x0a" + std::string(300, '8')))},
     FailureKind::protocol,
     "the greeting is not MySQL's"},
    {"another version",
     {says(packet("\x0b"
                  "8.0\0"s)),
      stays_silent()},
     FailureKind::protocol,
     "the server speaks MySQL's X Protocol here; the classic one is usually on port 3306"},
    {"an unknown version",
     {says(packet("\x0c"
                  "8.0\0\1\0\0\0abcdefgh\0\xff\xff"s))},
     FailureKind::protocol,
     "the greeting is not MySQL's"},
    {"no payload",
     {says("\x00\x00\x00\x00"s)},
     FailureKind::protocol,
     "the answer is not MySQL: its first byte is 0x00"},
    {"another number",
     {says(packet("\x0a", 3))},
     FailureKind::protocol,
     "the answer is not MySQL: its first byte is 0x01"},
    {"endless",
     {says("\xff\xff\xff\x00"s + std::string(100000, 'x'))},
     FailureKind::protocol,
     "the answer is not MySQL: its first byte is 0xff"},
    {"TLS",
     {says("\x15\x03\x01\x00\x02\x02\x46"s), closes()},
     FailureKind::protocol,
     "TLS begins at once on this port: use -P tls"},
    {"SMTP",
     {says("220 mx.example.org ESMTP\r\n"), closes()},
     FailureKind::protocol,
     "the server speaks SMTP, not MySQL: try -P smtp ('220 mx.example.org ESMTP')"},
    {"silent",
     {stays_silent()},
     FailureKind::deadline,
     "the server sent nothing within the timeout (if TLS begins at once on this port, use -P tls)"},
};

BOOST_AUTO_TEST_CASE(good) {
  check_good("mysql", {says(kOffering), kSslRequest, stays_silent()});
  check_good("mysql", {says(greeting("\x08\x0a"s)), kSslRequest, stays_silent()});
}

BOOST_AUTO_TEST_CASE(refusals) { check_refusals("mysql", kRefusals); }

BOOST_AUTO_TEST_CASE(what_is_injected_stays_unread) {
  check_injection("mysql", {says(kOffering), kSslRequest, stays_silent()}, packet("\x00", 2));
}

// Each packet's length is that of its payload, and the numbers go on from those of the packets before.
BOOST_AUTO_TEST_CASE(the_login_is_two_packets) {
  const struct {
    const char* name;
    std::string login;
    char number;
    std::string capabilities;
  } rows[] = {
      {"over TLS", text(checks::kMysqlLoginOverTls), 2, "\x05\x8a\x08\x00"s},
      {"in plain", text(checks::kMysqlLoginInPlain), 1, "\x05\x82\x08\x00"s},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const std::string login = row.capabilities + "\0\0\0\1\x21"s + std::string(23, '\0') + "check_tls\0"s +
                                "\x14there is no password" + "mysql_native_password\0"s;
      const std::string answer = "there is no password: this monitor has come for the certificate.";
      BOOST_TEST(row.login == packet(login, row.number) + packet(answer, static_cast<char>(row.number + 2)));
    }
  }
}

}  // namespace
}  // namespace tests
