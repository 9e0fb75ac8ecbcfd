#include <string>
#include <string_view>
#include <utility>

#include "checks/net/wire_reader.h"
#include "checks/starttls/binary_dialogue.h"
#include "checks/starttls/dialogues.h"

namespace checks {
namespace {

constexpr BinaryProtocol kTds{"TDS", "tds", ""};

// A packet's header: [MS-TDS], 2.2.3.1.
constexpr std::size_t kHeader = 8;
constexpr std::uint32_t kTabularResult = 0x04;
constexpr std::uint32_t kEndOfMessage = 0x01;
// Bytes of an answer to PRELOGIN. Real ones have about 40.
constexpr std::size_t kMaxAnswer = 4096;

// [MS-TDS], 2.2.6.5: the tokens VERSION, ENCRYPTION, INSTOPT, THREADID and MARS with place and length, their
// end, their values. Encryption is ENCRYPT_ON.
constexpr std::string_view kPrelogin = sized(
    "\x12\x01\x00\x2f\x00\x00\x00\x00"
    "\x00\x00\x1a\x00\x06"
    "\x01\x00\x20\x00\x01"
    "\x02\x00\x21\x00\x01"
    "\x03\x00\x22\x00\x04"
    "\x04\x00\x26\x00\x01"
    "\xff"
    "\x00\x00\x00\x00\x00\x00"
    "\x01"
    "\x00"
    "\x00\x00\x00\x00"
    "\x00");

constexpr std::uint32_t kVersionToken = 0;
constexpr std::uint32_t kEncryptionToken = 1;
constexpr std::uint32_t kLastToken = 0xff;
constexpr std::uint32_t kEncryptNotSupported = 2;
constexpr std::uint32_t kNoEncryption = 0xff;  // ours: there is no such token

constexpr std::uint32_t kErrorToken = 0xaa;  // [MS-TDS], 2.2.7.10

struct Packet {
  bool is_last = false;
  Bytes content;
};

Task<Packet> read_packet(Stream& stream) {
  co_await await_greeting(stream, kTds, FirstWord::ours);
  const std::uint8_t first = co_await stream.peek();
  if (first != kTabularResult) {
    co_await fail_as_other_protocol(stream, kTds);
  }
  const Bytes head = co_await stream.read_exactly(kHeader);
  WireReader reader(head);
  reader.number(1);
  Packet packet;
  packet.is_last = (reader.number(1) & kEndOfMessage) != 0;
  const std::size_t length = reader.number(2);
  if (length <= kHeader) {
    throw stream.failure(FailureKind::protocol,
                         "the answer is not TDS: a packet of " + std::to_string(length) + " bytes");
  }
  if (length > kMaxAnswer) {
    throw stream.failure(FailureKind::too_large, "a packet of " + std::to_string(length) + " bytes");
  }
  packet.content = co_await stream.read_exactly(length - kHeader);
  co_return packet;
}

Task<Bytes> read_answer(Stream& stream) {
  Bytes answer;
  for (bool is_last = false; !is_last;) {
    const Packet packet = co_await read_packet(stream);
    is_last = packet.is_last;
    answer.insert(answer.end(), packet.content.begin(), packet.content.end());
    if (answer.size() > kMaxAnswer) {
      throw stream.failure(FailureKind::too_large,
                           "an answer of more than " + std::to_string(kMaxAnswer) + " bytes");
    }
  }
  co_return answer;
}

// Of the first plane.
void append_utf8(std::string& text, std::uint32_t c) {
  const auto put = [&text](std::uint32_t byte) { text += static_cast<char>(byte); };
  const auto put_tail = [put, c](unsigned shift) { put(0x80 | (c >> shift & 0x3f)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xc0 | c >> 6);
    put_tail(0);
  } else {
    put(0xe0 | c >> 12);
    put_tail(6);
    put_tail(0);
  }
}

// UTF-16 without what lies beyond its first plane, which becomes U+FFFD.
std::string utf8(ByteView units) {
  constexpr std::uint32_t kReplacement = 0xfffd;
  std::string text;
  WireReader reader(units);
  while (reader.has_more()) {
    const std::uint32_t unit = reader.little_number(2);
    append_utf8(text, unit >= 0xd800 && unit < 0xe000 ? kReplacement : unit);
  }
  return text;
}

// "error 17809 'Could not connect because ...'", of an ERROR token.
std::string error_words(ByteView answer) {
  WireReader reader(answer);
  reader.take(1 + 2);  // token, length
  const std::uint32_t number = reader.little_number(4);
  reader.take(2);  // state, class
  const std::size_t characters_sent = reader.little_number(2);
  return "error " + std::to_string(number) + " " + quote(utf8(reader.take(2 * characters_sent)));
}

// The server's word on encryption; kNoEncryption if it has none, or its place is outside of the answer.
std::uint32_t encryption(ByteView answer) {
  WireReader tokens(answer);
  for (;;) {
    const std::uint32_t token = tokens.number(1);
    if (!tokens.is_good() || token == kLastToken) {
      return kNoEncryption;
    }
    const std::size_t place = tokens.number(2);
    const std::size_t length = tokens.number(2);
    if (token == kEncryptionToken && tokens.is_good() && length >= 1 && place < answer.size()) {
      return answer[place];
    }
  }
}

}  // namespace

Task<Framing> start_tds(Stream& stream, DialogueContext) {
  stream.set_stage(Stage::starttls, "before the answer to PRELOGIN");
  co_await stream.write(kPrelogin);
  const Bytes answer = co_await read_answer(stream);
  if (answer.front() == kErrorToken) {
    throw stream.failure(FailureKind::rejected, "the server turns us away: " + error_words(answer));
  }
  if (answer.front() != kVersionToken) {  // [MS-TDS], 2.2.6.5: VERSION is required and the first
    throw stream.failure(FailureKind::protocol, "the answer is no PRELOGIN response of TDS");
  }
  const std::uint32_t answered = encryption(answer);
  if (answered >= kNoEncryption || answered == kEncryptNotSupported) {
    throw stream.failure(FailureKind::not_offered,
                         "the server does not offer TLS: it supports no encryption");
  }
  co_return Framing::tds;
}

}  // namespace checks
