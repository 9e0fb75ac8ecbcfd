#include "checks/starttls/text_dialogue.h"

#include <algorithm>
#include <chrono>
#include <optional>

#include "checks/net/plain_peer.h"

namespace checks {
namespace {

constexpr std::string_view kBlanks = " \t";

// For each part of a line that is only shown.
constexpr std::chrono::milliseconds kLinePatience{200};

// A TLS record of type alert or handshake: RFC 8446, 5.1.
bool begins_tls(std::uint8_t byte) { return byte == 21 || byte == 22; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool may_hide_tls(FailureKind kind, FirstWord first) {
  return kind == FailureKind::deadline ||
         (first == FirstWord::ours && (kind == FailureKind::closed || kind == FailureKind::reset));
}

bool is_definite(const Recognised& who) {
  return std::string_view(who.name).find(' ') == std::string_view::npos;
}

}  // namespace

Task<> await_greeting(Stream& stream, TextProtocol protocol, FirstWord first) {
  if (first == FirstWord::servers) {
    stream.set_stage(Stage::starttls, "before the greeting");
  }
  std::uint8_t byte = 0;
  try {
    byte = co_await stream.peek();
  } catch (const NetworkError& error) {
    if (!may_hide_tls(error.failure().kind, first)) {
      throw;
    }
    throw stream.failure(
        error.failure().kind,
        error.failure().text + " (if TLS begins at once on this port, use -P " + protocol.direct + ")");
  }
  if (begins_tls(byte)) {
    throw stream.failure(FailureKind::protocol,
                         std::string("TLS begins at once on this port: use -P ") + protocol.direct);
  }
}

NetworkError not_spoken(const Stream& stream, TextProtocol protocol, std::string_view line) {
  const Recognised* who = recognise(line);
  std::string text;
  if (who == nullptr || std::string_view(who->name) == protocol.name) {
    text = std::string("the answer is not ") + protocol.name + ": " + quote(line);
  } else if (*who->protocol == 0) {
    text = std::string("the server speaks ") + who->name + ", not " + protocol.name + ": " + quote(line);
  } else {
    text = std::string("the server speaks ") + who->name + ", not " + protocol.name + ": try -P " +
           who->protocol + " (" + quote(line) + ")";
  }
  return stream.failure(FailureKind::protocol, std::move(text));
}

Task<std::string> read_shown_line(Stream& stream) {
  std::string line;
  try {
    while (line.size() <= kMaxQuote && line.find('\n') == std::string::npos) {
      const std::optional<Bytes> more =
          co_await stream.read_some_within(kMaxQuote + 1 - line.size(), kLinePatience);
      if (!more || more->empty()) {
        break;
      }
      line.append(more->begin(), more->end());
    }
  } catch (const NetworkError&) {
  }
  line.resize(std::min(line.size(), line.find_first_of("\r\n")));
  co_return line;
}

bool is_greeting_of_other(TextProtocol protocol, std::string_view greeting) {
  const Recognised* who = recognise(greeting);
  return who != nullptr && is_definite(*who) && std::string_view(who->name) != protocol.name;
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

bool is_same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return lower(x) == lower(y); });
}

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
