#include "checks/starttls/other_protocol.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include "checks/net/plain_peer.h"
#include "checks/starttls/protocol.h"

namespace checks {
namespace {

// For each part of a line that is only shown.
constexpr std::chrono::milliseconds kLinePatience{200};

std::string direct_option(TextProtocol protocol) {
  const Protocol* row = find_protocol(protocol.option);
  return std::string("use -P ") + (row == nullptr || *row->sibling == 0 ? "tls" : row->sibling);
}

bool is_definite(const Recognised& who) {
  return std::string_view(who.name).find(' ') == std::string_view::npos;
}

// `words` come in brackets behind advice, or else end the sentence.
NetworkError speaks_other(const Stream& stream, TextProtocol protocol, const Recognised& who,
                          const std::string& words) {
  std::string text = std::string("the server speaks ") + who.name + ", not " + protocol.name;
  if (*who.protocol != 0) {
    text += std::string(": try -P ") + who.protocol + (words.empty() ? "" : " (" + words + ")");
  } else if (!words.empty()) {
    text += ": " + words;
  }
  return stream.failure(FailureKind::protocol, std::move(text));
}

bool is_printable(std::uint8_t byte) { return byte >= ' ' && byte < 0x7f; }

std::string hex(std::uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

// As much of the first line as comes, at least what is there.
Task<Bytes> read_shown(Stream& stream, Bytes head) {
  try {
    while (head.size() <= kMaxQuote && std::ranges::find(head, '\n') == head.end()) {
      const std::optional<Bytes> more =
          co_await stream.read_some_within(kMaxQuote + 1 - head.size(), kLinePatience);
      if (!more || more->empty()) {
        break;
      }
      head.insert(head.end(), more->begin(), more->end());
    }
  } catch (const NetworkError&) {
  }
  co_return head;
}

std::string_view first_line(const Bytes& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return text.substr(0, text.find_first_of("\r\n"));
}

}  // namespace

NetworkError tls_at_once(const Stream& stream, TextProtocol protocol) {
  return stream.failure(FailureKind::protocol, "TLS begins at once on this port: " + direct_option(protocol));
}

NetworkError maybe_tls_at_once(const Stream& stream, TextProtocol protocol, const Failure& failure) {
  return stream.failure(
      failure.kind, failure.text + " (if TLS begins at once on this port, " + direct_option(protocol) + ")");
}

NetworkError not_spoken(const Stream& stream, TextProtocol protocol, std::string_view line) {
  const Recognised* who = recognise(line);
  if (who != nullptr && std::string_view(who->name) != protocol.name) {
    return speaks_other(stream, protocol, *who, quote(line));
  }
  return stream.failure(FailureKind::protocol,
                        std::string("the answer is not ") + protocol.name + ": " + quote(line));
}

bool is_greeting_of_other(TextProtocol protocol, std::string_view greeting) {
  const Recognised* who = recognise(greeting);
  return who != nullptr && is_definite(*who) && std::string_view(who->name) != protocol.name;
}

Task<> fail_as_other_protocol(Stream& stream, TextProtocol protocol, Bytes head) {
  if (head.empty()) {
    head = co_await stream.read_exactly(1);
  }
  const Bytes shown = co_await read_shown(stream, std::move(head));
  const Recognised* who = recognise_binary(shown);
  if (who != nullptr && std::string_view(who->name) != protocol.name) {
    throw speaks_other(stream, protocol, *who, "");
  }
  if (is_printable(shown.front())) {
    throw not_spoken(stream, protocol, first_line(shown));
  }
  throw stream.failure(FailureKind::protocol, std::string("the answer is not ") + protocol.name +
                                                  ": its first byte is " + hex(shown.front()));
}

Task<> fail_as_other_protocol(Stream& stream, TextProtocol protocol) {
  return fail_as_other_protocol(stream, protocol, Bytes());
}

}  // namespace checks
