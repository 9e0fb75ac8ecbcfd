#include <algorithm>
#include <string>
#include <string_view>

#include "checks/net/wire_reader.h"
#include "checks/starttls/binary_dialogue.h"
#include "checks/starttls/dialogues.h"

namespace checks {
namespace {

constexpr BinaryProtocol kPostgres{"PostgreSQL", "postgres", ""};

// Bytes of an error: what libpq reads of one before it is connected.
constexpr std::size_t kMaxError = 30000;

// SSLRequest: length 8, code 80877103. PostgreSQL, "Message Formats".
constexpr std::string_view kSslRequest = sized("\x00\x00\x00\x08\x04\xd2\x16\x2f");

// What a server says that is older than SSLRequest (7.0): it takes the code for the version of the protocol.
constexpr std::string_view kUnknownVersion = "unsupported frontend protocol";

void trim(std::string& text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == '.')) {
    text.pop_back();
  }
}

// Protocol 2.0: a text until NUL, or until the server is gone.
Task<std::string> read_text(Stream& stream) {
  std::string text;
  while (text.size() < kMaxError) {
    const Bytes next = co_await stream.read_some(1);
    if (next.empty() || next[0] == 0) {
      co_return text;
    }
    text += static_cast<char>(next[0]);
  }
  throw stream.failure(FailureKind::too_large, "an error message of more than " + std::to_string(kMaxError) +
                                                   " bytes: " + quote(text));
}

// Protocol 3.0: fields of a type and a text, the last one empty. "M" is the message for people.
std::string message_field(ByteView body) {
  WireReader reader(body);
  while (reader.has_more()) {
    const std::uint32_t type = reader.number(1);
    const ByteView value = reader.text();
    if (type == 'M') {
      return std::string(characters(value));
    }
  }
  return "";
}

// Whether the four bytes behind "E" are a length or already the text is told as libpq does: a text is longer.
Task<std::string> read_error(Stream& stream) {
  co_await stream.read_exactly(1);
  const std::uint8_t first = co_await stream.peek();
  std::string text;
  if (first != 0) {
    text = co_await read_text(stream);
  } else {
    const Bytes head = co_await stream.read_exactly(4);
    const std::size_t length = WireReader(head).number(4);
    if (length < head.size() || length > kMaxError) {
      throw stream.failure(length > kMaxError ? FailureKind::too_large : FailureKind::protocol,
                           "an error message of " + std::to_string(length) + " bytes");
    }
    const Bytes body = co_await stream.read_exactly(length - head.size());
    text = message_field(body);
  }
  trim(text);
  co_return text;
}

NetworkError error_answer(const Stream& stream, const std::string& words) {
  return words.find(kUnknownVersion) != std::string::npos
             ? stream.failure(FailureKind::not_offered,
                              "the server is too old to know SSLRequest: " + quote(words))
             : stream.failure(FailureKind::rejected, "the server turns us away: " + quote(words));
}

}  // namespace

// After a refusal there is nothing to say: the server expects that a client may go then.
Task<Framing> start_postgres(Stream& stream, DialogueContext) {
  stream.set_stage(Stage::starttls, "before the answer to SSLRequest");
  co_await stream.write(kSslRequest);
  co_await await_greeting(stream, kPostgres, FirstWord::ours);
  const std::uint8_t answer = co_await stream.peek();
  if (answer == 'E') {
    const std::string words = co_await read_error(stream);
    throw error_answer(stream, words);
  }
  if (answer == 'N') {
    throw stream.failure(FailureKind::not_offered,
                         "the server does not offer TLS: it answers SSLRequest with 'N'");
  }
  if (answer != 'S') {
    co_await fail_as_other_protocol(stream, kPostgres);
  }
  co_await stream.read_exactly(1);
  co_return Framing::plain;
}

}  // namespace checks
