#include "checks/net/plain_peer.h"

#define BOOST_TEST_MODULE plain_peer
#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>

namespace {

checks::ByteView bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

BOOST_AUTO_TEST_CASE(first_bytes_of_tls) {
  const struct {
    std::string_view first;
    bool expected;
  } rows[] = {
      {"\x16\x03\x01", true}, {"\x15\x03", true},  {"\x16", true},    {"", false},
      {"\x16\x02", false},    {"\x17\x03", false}, {"220 mx", false}, {std::string_view("\0\0", 2), false},
  };
  for (const auto& row : rows) {
    BOOST_TEST(checks::may_be_tls(bytes(row.first)) == row.expected);
  }
}

BOOST_AUTO_TEST_CASE(peers_are_recognised) {
  const struct {
    std::string_view first;
    std::string expected;
  } rows[] = {
      {"220 mx ESMTP Postfix\r\n",
       "the server speaks plain SMTP here ('220 mx ESMTP Postfix'): TLS begins by STARTTLS, try -P smtp"},
      {"554 no smtp for you\r\n",
       "the server speaks plain SMTP here ('554 no smtp for you'): TLS begins by STARTTLS, try -P smtp"},
      {"220 mx LMTP\r\n",
       "the server speaks plain LMTP here ('220 mx LMTP'): TLS begins by STARTTLS, try -P lmtp"},
      {"220 (vsFTPd 3.0.3)\r\n",
       "the server speaks plain FTP here ('220 (vsFTPd 3.0.3)'): TLS begins by STARTTLS, try -P ftp"},
      {"220 hello\r\n",
       "the server speaks plain SMTP or FTP here ('220 hello'): TLS begins by STARTTLS, try -P smtp or -P "
       "ftp"},
      {"200 news InterNetNews NNRP server ready\r\n",
       "the server speaks plain NNTP here ('200 news InterNetNews NNRP server ready'): TLS begins by "
       "STARTTLS, "
       "try -P nntp"},
      {":irc.example.org NOTICE * :*** Looking up\r\n",
       "the server speaks plain IRC here (':irc.example.org NOTICE * :*** Looking up'): TLS begins by "
       "STARTTLS, "
       "try -P irc"},
      {"HTTP/1.0 400 Bad Request\r\nX: y\r\n",
       "the server speaks plain HTTP here ('HTTP/1.0 400 Bad Request')"},
      {"<html>no</html>", "the server speaks plain HTTP here ('<html>no</html>')"},
      {"* OK [CAPABILITY] ready\r\n",
       "the server speaks plain IMAP here ('* OK [CAPABILITY] ready'): TLS begins by STARTTLS, try -P imap"},
      {"+OK ready\r\n",
       "the server speaks plain POP3 here ('+OK ready'): TLS begins by STARTTLS, try -P pop3"},
      {"-ERR unknown command\r\n", "the server speaks plain Redis here ('-ERR unknown command')"},
      {"SSH-2.0-OpenSSH_9.2\r\n", "the server speaks plain SSH here ('SSH-2.0-OpenSSH_9.2')"},
      {std::string_view("\x4a\0\0\0\x0a"
                        "8.0.33\0",
                        12),
       "the server speaks plain MySQL here: TLS begins inside it, try -P mysql"},
      {"\xff\xfd\x18", "the server speaks plain Telnet here: TLS begins inside it, try -P telnet"},
      {"hello\r\n", "what came is no TLS: 'hello'"},
      {"\x01\x02", "what came is no TLS: 01 02"},
      {"\r\n", "what came is no TLS: 0d 0a"},
      {"", "what came is no TLS:"},
      {"abc\x01"
       "defghijklmnopqrs",
       "what came is no TLS: 61 62 63 01 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f ..."},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.expected) {
      BOOST_TEST(checks::describe_plain_peer(bytes(row.first)) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(long_lines_are_cut) {
  const std::string text = checks::describe_plain_peer(bytes("220 SMTP " + std::string(100000, 'x')));
  BOOST_TEST(text.size() < 300U);
}

}  // namespace
