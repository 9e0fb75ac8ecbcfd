// What the dialogues of text protocols share: who speaks, how many lines, taking leave, words in any case.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/starttls/other_protocol.h"

namespace checks {

// Lines of one answer. No protocol here has a bound; a server with every extension there is sends about 20.
inline constexpr std::size_t kMaxReplyLines = 128;

// The server's first byte, which stays to be read. Sets the stage and the step. Fails with
//
//   "TLS begins at once on this port: use -P smtps"
//   "the server sent nothing within the timeout (if TLS begins at once on this port, use -P smtps)"
//
// the second also where the server leaves without a word, for where we speak first (`ours`). Another binary
// protocol fails as such; so does all that is no text where a text is to come, since it may have no line to
// wait for.
enum class FirstWord { servers, servers_in_binary, ours };
Task<> await_greeting(Stream& stream, TextProtocol protocol, FirstWord first = FirstWord::servers);

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
