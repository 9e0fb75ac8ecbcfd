#include <algorithm>
#include <string>
#include <string_view>

#include "checks/starttls/dialogues.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {
namespace {

constexpr TextProtocol kIrc = {"IRC", "irc", "QUIT\r\n"};

// RFC 2812, 2.3.1: an origin that begins with a colon, a command, parameters. Tags, behind "@", may stand
// before.
struct Message {
  std::string_view origin;
  std::string_view command;
  std::string_view parameters;
  int number = 0;  // of a numeric reply
};

constexpr int kUnknownCommand = 421;
constexpr int kNotRegistered = 451;
constexpr int kConsent = 670;
constexpr int kRefusal = 691;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

Message parse(std::string_view line) {
  Message message;
  if (line.starts_with('@')) {
    take_word(line);
  }
  if (line.starts_with(':')) {
    message.origin = take_word(line);
  }
  message.command = take_word(line);
  message.parameters = line;
  const std::string_view command = message.command;
  if (command.size() == 3 && std::all_of(command.begin(), command.end(), is_digit)) {
    message.number = (command[0] - '0') * 100 + (command[1] - '0') * 10 + (command[2] - '0');
  }
  return message;
}

// What has no origin is from the server: of that there is little before registration.
bool is_plausible(const Message& message) {
  const std::string_view command = message.command;
  if (message.origin.empty()) {
    return command == "NOTICE" || command == "PING" || command == "ERROR" || command == "CAP";
  }
  return message.number != 0 || (!command.empty() && std::all_of(command.begin(), command.end(), is_letter));
}

// A server may not know CAP, and say so; or say nothing of it.
bool is_about_cap(const Message& message) {
  return has_word(message.parameters.substr(0, message.parameters.find(':')), "CAP");
}

// Notices and numbers that are no answer come unasked: "*** Looking up your hostname".
bool is_answer(const Message& message) {
  const bool is_error = message.number >= 400 && message.number < 600 && !is_about_cap(message);
  return message.command == "CAP" || is_error || message.number == kConsent || message.number == kRefusal;
}

Task<std::string> read_answer(Stream& stream) {
  for (std::size_t count = 0;; ++count) {
    std::string line = co_await stream.read_line();
    const Message message = parse(line);
    if (!is_plausible(message)) {
      throw not_spoken(stream, kIrc, line);
    }
    if (message.command == "ERROR") {
      throw stream.failure(FailureKind::rejected, "the server turns us away: " + quote(line));
    }
    if (is_answer(message)) {
      co_return line;
    }
    if (count == kMaxReplyLines) {
      throw too_many_lines(stream, line);
    }
  }
}

// A word of the list "tls", "tls=value", the first behind a colon.
bool lists_tls(std::string_view list) {
  for (std::string_view word = take_word(list); !word.empty(); word = take_word(list)) {
    word.remove_prefix(word.starts_with(':') ? 1 : 0);
    if (is_same_word(word.substr(0, word.find('=')), "tls")) {
      return true;
    }
  }
  return false;
}

// The answer to STARTTLS, behind the capabilities, if they come: "CAP * LS * :more" until "CAP * LS :last".
Task<std::string> read_answers(Stream& stream) {
  bool offers = false;
  for (std::size_t count = 0; count < kMaxReplyLines; ++count) {
    std::string line = co_await read_answer(stream);
    const Message answer = parse(line);
    if (answer.command != "CAP") {
      co_return line;
    }
    std::string_view list = answer.parameters;
    take_word(list);
    take_word(list);
    offers = offers || lists_tls(list);
    if (!offers && !list.starts_with("* ")) {
      co_await refuse(stream, kIrc, FailureKind::not_offered,
                      "the server does not offer STARTTLS: its capabilities lack tls");
    }
  }
  throw too_many_lines(stream, "CAP");
}

// Both at once: some servers are silent on CAP, others on an unknown STARTTLS.
Task<> ask_for_tls(Stream& stream) {
  stream.set_stage(Stage::starttls, "before the answer to STARTTLS");
  co_await stream.write("CAP LS 302\r\nSTARTTLS\r\n");
  co_await await_greeting(stream, kIrc, FirstWord::ours);
  const std::string line = co_await read_answers(stream);
  switch (parse(line).number) {
    case kConsent:
      co_return;
    case kUnknownCommand:
      co_await refuse(stream, kIrc, FailureKind::not_offered,
                      "the server does not offer STARTTLS: " + quote(line));
      break;
    case kNotRegistered:
      co_await refuse(stream, kIrc, FailureKind::not_offered,
                      "the server does not offer STARTTLS before a login: " + quote(line));
      break;
    default:
      co_await refuse(stream, kIrc, FailureKind::rejected, "the server refuses STARTTLS: " + quote(line));
  }
}

}  // namespace

Task<Framing> start_irc(Stream& stream, DialogueContext) {
  co_await ask_for_tls(stream);
  co_return Framing::plain;
}

}  // namespace checks
