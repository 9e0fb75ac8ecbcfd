// What the dialogues of binary protocols share beside text_dialogue.h: a peer that speaks something else,
// bytes as characters.

#pragma once

#include <cstddef>
#include <string_view>

#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {

// The same is told of both.
using BinaryProtocol = TextProtocol;

// Throws `protocol`, always. For an answer that does not begin as the protocol's messages do: `head` was read
// of it, or at least one byte is there. What is text is waited for until the end of its line, at most
// kLinePatience (binary_dialogue.cc).
//
//   "the server speaks SMTP, not LDAP: try -P smtp ('220 mx.example.org ESMTP')"
//   "the answer is not LDAP: 'who are you?'"
//   "the answer is not LDAP: its first byte is 0x05"
Task<> fail_as_other_protocol(Stream& stream, BinaryProtocol protocol, Bytes head);
Task<> fail_as_other_protocol(Stream& stream, BinaryProtocol protocol);

// The message `text`, a literal that may hold NUL bytes: sized("\x30\x00").
template <std::size_t size>
constexpr std::string_view sized(const char (&text)[size]) {
  return {text, size - 1};
}

inline std::string_view characters(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace checks
