// Enumerations and their words, as a table in the order of the enumerators. For this folder's sources.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace checks {

// A value from outside of the enumeration (a bug) reads as the last word.
template <class Enum, std::size_t size>
constexpr const char* word_of(const std::array<const char*, size>& words, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  return words[index < size ? index : size - 1];
}

template <class Enum, std::size_t size>
constexpr std::optional<Enum> value_of(const std::array<const char*, size>& words, std::string_view text) {
  for (std::size_t i = 0; i < size; ++i) {
    if (text == words[i]) {
      return static_cast<Enum>(i);
    }
  }
  return std::nullopt;
}

}  // namespace checks
