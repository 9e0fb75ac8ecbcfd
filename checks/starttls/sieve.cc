#include <string>
#include <string_view>
#include <utility>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {
namespace {

constexpr TextProtocol kSieve = {"ManageSieve", "sieve", "LOGOUT\r\n"};

struct Answer {
  std::string line;  // with its status: OK, NO or BYE
  bool offers_starttls = false;

  bool is(std::string_view status) const { return begins_with_word(line, status); }
};

// Digits of a size above kMaxLine are not read on.
constexpr std::size_t kMaxSizeDigits = 4;

// The size of the literal that a line announces at its end, "{12}" or "{12+}": RFC 5804, 4. False if there is
// none.
bool ends_with_literal(std::string_view line, std::size_t& size) {
  const std::size_t begin = line.rfind('{');
  if (begin == std::string_view::npos || !line.ends_with('}')) {
    return false;
  }
  std::string_view digits = line.substr(begin + 1, line.size() - begin - 2);
  digits.remove_suffix(digits.ends_with('+') ? 1 : 0);
  size = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') {
      return false;
    }
    size = digits.size() > kMaxSizeDigits ? kMaxLine + 1 : size * 10 + static_cast<std::size_t>(c - '0');
  }
  return !digits.empty();
}

// A line with its literals in it, as if they were quoted strings; what is escaped in those is left so.
Task<std::string> read_whole_line(Stream& stream) {
  std::string whole = co_await stream.read_line();
  for (std::size_t size = 0; ends_with_literal(whole, size);) {
    whole.resize(whole.rfind('{'));
    if (whole.size() + size > kMaxLine) {
      throw stream.failure(FailureKind::too_large,
                           "a line of more than " + std::to_string(kMaxLine) + " bytes: " + quote(whole));
    }
    const Bytes literal = co_await stream.read_exactly(size);
    whole += '"' + std::string(literal.begin(), literal.end()) + '"';
    const std::string rest = co_await stream.read_line();
    whole += rest;
  }
  co_return whole;
}

// RFC 5804, 1.7: a capability is a string, with a value or without.
bool is_capability(std::string_view line, std::string_view name) {
  const std::size_t end = line.find('"', 1);
  return end != std::string_view::npos && is_same_word(line.substr(1, end - 1), name);
}

bool is_status(std::string_view line) {
  const std::string_view word = line.substr(0, line.find_first_of(" ("));
  return is_same_word(word, "OK") || is_same_word(word, "NO") || is_same_word(word, "BYE");
}

// Capabilities, if any, up to the status.
Task<Answer> read_answer(Stream& stream) {
  Answer answer;
  for (std::size_t count = 0;; ++count) {
    answer.line = co_await read_whole_line(stream);
    if (is_status(answer.line)) {
      co_return answer;
    }
    if (!answer.line.starts_with('"')) {
      throw not_spoken(stream, kSieve, answer.line);
    }
    answer.offers_starttls |= is_capability(answer.line, "STARTTLS");
    if (count == kMaxReplyLines) {
      throw too_many_lines(stream, answer.line);
    }
  }
}

// After BYE the server is gone: RFC 5804, 1.2.
Task<> refuse_unless_gone(Stream& stream, const Answer& answer, FailureKind kind, std::string text) {
  if (answer.is("BYE")) {
    throw stream.failure(kind, std::move(text));
  }
  co_await refuse(stream, kSieve, kind, std::move(text));
}

Task<> read_greeting(Stream& stream) {
  co_await await_greeting(stream, kSieve);
  const Answer greeting = co_await read_answer(stream);
  if (!greeting.is("OK")) {
    co_await refuse_unless_gone(stream, greeting, FailureKind::rejected,
                                "the server turns us away: " + quote(greeting.line));
  }
  if (!greeting.offers_starttls) {
    co_await refuse(stream, kSieve, FailureKind::not_offered, "the server does not offer STARTTLS");
  }
}

Task<> ask_for_tls(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("STARTTLS\r\n");
  const Answer answer = co_await read_answer(stream);
  if (!answer.is("OK")) {
    co_await refuse_unless_gone(stream, answer, FailureKind::rejected,
                                "the server offers STARTTLS and refuses it: " + quote(answer.line));
  }
}

}  // namespace

Task<Framing> start_sieve(Stream& stream, DialogueContext) {
  co_await read_greeting(stream);
  co_await ask_for_tls(stream);
  co_return Framing::plain;
}

}  // namespace checks
