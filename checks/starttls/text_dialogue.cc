#include "checks/starttls/text_dialogue.h"

#include <algorithm>

#include "checks/net/plain_peer.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

constexpr std::string_view kBlanks = " \t";

bool may_hide_tls(FailureKind kind, FirstWord first) {
  return kind == FailureKind::deadline ||
         (first == FirstWord::ours && (kind == FailureKind::closed || kind == FailureKind::reset));
}

// Of a greeting in words. A line may be empty.
bool begins_text(std::uint8_t byte) { return (byte >= ' ' && byte < 0x7f) || byte == '\r' || byte == '\n'; }

// The first byte alone may be the length of a message.
bool begins_tls(ByteView unread, FirstWord first) {
  return may_be_tls(unread) && (unread.size() > 1 || first != FirstWord::servers_in_binary);
}

// As far as it came in one piece.
bool speaks_binary(const Stream& stream, TextProtocol protocol) {
  const Recognised* who = recognise_binary(stream.unread());
  return who != nullptr && std::string_view(who->name) != protocol.name;
}

}  // namespace

Task<> await_greeting(Stream& stream, TextProtocol protocol, FirstWord first) {
  if (first != FirstWord::ours) {
    stream.set_stage(Stage::starttls, "before the greeting");
  }
  std::uint8_t byte = 0;
  try {
    byte = co_await stream.peek();
  } catch (const NetworkError& error) {
    if (!may_hide_tls(error.failure().kind, first)) {
      throw;
    }
    throw maybe_tls_at_once(stream, protocol, error.failure());
  }
  if (begins_tls(stream.unread(), first)) {
    throw tls_at_once(stream, protocol);
  }
  if (speaks_binary(stream, protocol) || (first == FirstWord::servers && !begins_text(byte))) {
    co_await fail_as_other_protocol(stream, protocol);
  }
}

NetworkError too_many_lines(const Stream& stream, std::string_view last) {
  return stream.failure(FailureKind::too_large,
                        "a reply of more than " + std::to_string(kMaxReplyLines) + " lines: " + quote(last));
}

Task<> refuse(Stream& stream, TextProtocol protocol, FailureKind kind, std::string text) {
  try {
    if (!protocol.farewell.empty()) {
      co_await stream.write(protocol.farewell);
    }
  } catch (const NetworkError&) {
  }
  throw stream.failure(kind, std::move(text));
}

bool is_same_word(std::string_view a, std::string_view b) { return plugin::equal_ignoring_case(a, b); }

bool begins_with_word(std::string_view line, std::string_view word) {
  return is_same_word(take_word(line), word);
}

std::string_view take_word(std::string_view& line) {
  const auto skip_blanks = [&line] {
    line.remove_prefix(std::min(line.size(), line.find_first_not_of(kBlanks)));
  };
  skip_blanks();
  const std::string_view word = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(word.size());
  skip_blanks();
  return word;
}

bool has_word(std::string_view line, std::string_view word) {
  for (std::string_view next = take_word(line); !next.empty(); next = take_word(line)) {
    if (is_same_word(next, word)) {
      return true;
    }
  }
  return false;
}

}  // namespace checks
