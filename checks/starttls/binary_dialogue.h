// What the dialogues of binary protocols share beside text_dialogue.h: messages with NUL bytes, bytes as
// characters.

#pragma once

#include <cstddef>
#include <string_view>

#include "checks/evidence/bytes.h"
#include "checks/starttls/text_dialogue.h"

namespace checks {

// The message `text`, a literal that may hold NUL bytes: sized("\x30\x00").
template <std::size_t size>
constexpr std::string_view sized(const char (&text)[size]) {
  return {text, size - 1};
}

inline std::string_view characters(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace checks
