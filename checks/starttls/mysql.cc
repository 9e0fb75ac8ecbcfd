#include <string>
#include <string_view>

#include "checks/net/plain_peer.h"
#include "checks/net/wire_reader.h"
#include "checks/starttls/binary_dialogue.h"
#include "checks/starttls/dialogues.h"
#include "checks/starttls/mysql_login.h"

namespace checks {
namespace {

constexpr BinaryProtocol kMysql{"MySQL", "mysql", kMysqlLoginInPlain.view()};

// Bytes of the server's first packet, without its header. Real greetings have about 100, errors some more.
constexpr std::size_t kMaxGreeting = 4096;
constexpr std::size_t kHeader = 4;  // length, number in the sequence

// The first byte of the payload: "Protocol::HandshakeV9", "Protocol::HandshakeV10", "ERR_Packet" of MySQL's
// internals manual, "Notice" of its X Protocol.
constexpr std::uint32_t kVersion9 = 9;
constexpr std::uint32_t kVersion10 = 10;
constexpr std::uint32_t kError = 0xff;
constexpr std::uint32_t kNotice = 11;

constexpr std::uint32_t kClientProtocol41 = 0x0200;

// Lower two bytes of the capabilities. They follow the version (a text), the connection's number, 8 bytes of
// the scramble and one of filler.
std::uint32_t capabilities(WireReader& reader) {
  reader.text();
  reader.take(4 + 8 + 1);
  return reader.little_number(2);
}

// "error 1129 'Host ... is blocked'". Behind the number a "#" and five characters of SQLSTATE may come.
std::string error_words(WireReader& reader) {
  const std::uint32_t number = reader.little_number(2);
  std::string_view text = characters(reader.rest());
  if (text.starts_with('#')) {
    text.remove_prefix(text.size() < 6 ? text.size() : 6);
  }
  return "error " + std::to_string(number) + " " + quote(text);
}

Task<Bytes> read_first_packet(Stream& stream) {
  co_await await_greeting(stream, kMysql, FirstWord::servers_in_binary);
  Bytes head = co_await stream.read_exactly(kHeader);
  if (may_be_tls(head)) {
    throw tls_at_once(stream, kMysql);
  }
  WireReader reader(head);
  const std::size_t length = reader.little_number(3);
  if (length == 0 || length > kMaxGreeting || reader.number(1) != 0) {
    co_await fail_as_other_protocol(stream, kMysql, std::move(head));
  }
  Bytes payload = co_await stream.read_exactly(length);
  co_return payload;
}

}  // namespace

Task<Framing> start_mysql(Stream& stream, DialogueContext) {
  const Bytes payload = co_await read_first_packet(stream);
  WireReader reader(payload);
  const std::uint32_t first = reader.number(1);
  if (first == kError) {
    throw stream.failure(FailureKind::rejected, "the server turns us away: " + error_words(reader));
  }
  if (first == kNotice) {
    throw stream.failure(
        FailureKind::protocol,
        "the server speaks MySQL's X Protocol here; the classic one is usually on port 3306");
  }
  if (first == kVersion9) {
    throw stream.failure(FailureKind::not_offered,
                         "the server speaks version 9 of MySQL's protocol, which knows no TLS");
  }
  const std::uint32_t offered = capabilities(reader);
  if (first != kVersion10 || !reader.is_good()) {
    throw stream.failure(FailureKind::protocol, "the greeting is not MySQL's");
  }
  if ((offered & kClientProtocol41) == 0) {
    throw stream.failure(FailureKind::not_offered,
                         "the server is older than MySQL 4.1, whose protocol this check speaks");
  }
  if ((offered & kMysqlSsl) == 0) {
    co_await refuse(stream, kMysql, FailureKind::not_offered, "the server does not offer TLS");
  }
  stream.set_stage(Stage::starttls, "while TLS was asked for");
  co_await stream.write(kMysqlSslRequest.view());
  co_return Framing::plain;
}

}  // namespace checks
