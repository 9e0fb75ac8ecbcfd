#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {
namespace {

constexpr TextProtocol kImap = {"IMAP", "imap", "a9 LOGOUT\r\n"};

struct Answer {
  std::vector<std::string> lines;  // the last is tagged
  bool is_ok = false;

  std::string words() const { return quote(lines.back()); }
};

// The word behind the tag, if that is the tag.
std::string_view status_of(std::string_view line, std::string_view tag) {
  return take_word(line) == tag ? take_word(line) : "";
}

bool is_status(std::string_view word) {
  return is_same_word(word, "OK") || is_same_word(word, "NO") || is_same_word(word, "BAD");
}

// RFC 9051, 7.1: OK, PREAUTH or BYE.
Task<> read_greeting(Stream& stream) {
  co_await await_greeting(stream, kImap);
  const std::string line = co_await stream.read_line();
  const std::string_view status = status_of(line, "*");
  if (is_same_word(status, "BYE")) {
    throw stream.failure(FailureKind::rejected, "the server turns us away: " + quote(line));
  }
  // RFC 9051, 6.2: STARTTLS is valid only before authentication.
  if (is_same_word(status, "PREAUTH")) {
    co_await refuse(
        stream, kImap, FailureKind::not_offered,
        "the server lets us in without a login (PREAUTH), after which TLS cannot begin: " + quote(line));
  }
  if (!is_same_word(status, "OK")) {
    throw not_spoken(stream, kImap, line);
  }
}

Task<Answer> read_answer(Stream& stream, std::string_view tag) {
  Answer answer;
  for (;;) {
    std::string next = co_await stream.read_line();
    answer.lines.push_back(std::move(next));
    const std::string& line = answer.lines.back();
    const std::string_view status = status_of(line, tag);
    if (is_status(status)) {
      answer.is_ok = is_same_word(status, "OK");
      co_return answer;
    }
    if (!line.starts_with("* ")) {
      throw not_spoken(stream, kImap, line);
    }
    if (is_same_word(status_of(line, "*"), "BYE")) {
      throw stream.failure(FailureKind::rejected, "the server ends the session: " + quote(line));
    }
    if (answer.lines.size() == kMaxReplyLines) {
      throw too_many_lines(stream, line);
    }
  }
}

bool offers_starttls(const Answer& answer) {
  for (const std::string& line : answer.lines) {
    if (is_same_word(status_of(line, "*"), "CAPABILITY") && has_word(line, "STARTTLS")) {
      return true;
    }
  }
  return false;
}

Task<> ask_for_capabilities(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to CAPABILITY");
  co_await stream.write("a1 CAPABILITY\r\n");
  const Answer answer = co_await read_answer(stream, "a1");
  if (!answer.is_ok) {
    co_await refuse(stream, kImap, FailureKind::rejected, "the server refuses CAPABILITY: " + answer.words());
  }
  if (!offers_starttls(answer)) {
    co_await refuse(stream, kImap, FailureKind::not_offered, "the server does not offer STARTTLS");
  }
}

Task<> ask_for_tls(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("a2 STARTTLS\r\n");
  const Answer answer = co_await read_answer(stream, "a2");
  if (!answer.is_ok) {
    co_await refuse(stream, kImap, FailureKind::rejected,
                    "the server offers STARTTLS and refuses it: " + answer.words());
  }
}

}  // namespace

Task<Framing> start_imap(Stream& stream, DialogueContext) {
  co_await read_greeting(stream);
  co_await ask_for_capabilities(stream);
  co_await ask_for_tls(stream);
  co_return Framing::plain;
}

}  // namespace checks
