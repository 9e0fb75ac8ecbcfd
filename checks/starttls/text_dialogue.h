// What the dialogues of text protocols share: who speaks, how many lines, taking leave, words in any case.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// Lines of one answer. No protocol here has a bound; a server with every extension there is sends about 20.
inline constexpr std::size_t kMaxReplyLines = 128;

// What was asked for. Literals.
struct TextProtocol {
  const char* name;           // "SMTP"
  const char* direct;         // what to ask where TLS begins at once: "smtps"
  std::string_view farewell;  // how to leave in plain text: "QUIT\r\n"; empty for none
};

// The server's first byte, which stays to be read. Sets the stage and the step. Fails with
//
//   "TLS begins at once on this port: use -P smtps"
//   "the server sent nothing within the timeout (if TLS begins at once on this port, use -P smtps)"
//
// the second also where the server leaves without a word, for where we speak first (`is_ours`).
enum class FirstWord { servers, ours };
Task<> await_greeting(Stream& stream, TextProtocol protocol, FirstWord first = FirstWord::servers);

// The failure for a line that is none of the protocol's:
//
//   "the server speaks IMAP, not SMTP: try -P imap ('* OK ready')"
//   "the server speaks HTTP, not SMTP: 'HTTP/1.1 400 Bad Request'"
//   "the answer is not SMTP: '22o'"
NetworkError not_spoken(const Stream& stream, TextProtocol protocol, std::string_view line);

// The rest of what may be a line, to be shown: as much as comes within kLinePatience (text_dialogue.cc).
Task<std::string> read_shown_line(Stream& stream);

// True if that greeting tells another protocol for certain. For servers that share their first number, when
// they say no to what they should know.
bool is_greeting_of_other(TextProtocol protocol, std::string_view greeting);

// The failure for an answer that does not end, or not within kMaxReplyLines.
NetworkError too_many_lines(const Stream& stream, std::string_view last);

// Leaves, without waiting for the answer, then throws. Where the server has left already: throw
// stream.failure.
Task<> refuse(Stream& stream, TextProtocol protocol, FailureKind kind, std::string text);

// ASCII letters in any case.
bool is_same_word(std::string_view a, std::string_view b);
bool begins_with_word(std::string_view line, std::string_view word);

// The first word of `line`, which loses it and the blanks around it. Empty at the end.
std::string_view take_word(std::string_view& line);

// True if one of its words, between blanks, is that.
bool has_word(std::string_view line, std::string_view word);

}  // namespace checks
