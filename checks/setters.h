// What most options do with their value, for the rows of option tables. For this folder's sources.

#pragma once

#include <array>
#include <charconv>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "checks/settings.h"
#include "plugin/result.h"
#include "plugin/text.h"

namespace checks {

// The member is named by the way to it: assign<&Settings::list, &ListSettings::html> sets list.html.
template <auto... member>
plugin::Result<plugin::Done> assign(Settings& settings, std::string_view value) {
  (settings.*....*member) = std::string(value);
  return plugin::Done{};
}

template <auto... member>
plugin::Result<plugin::Done> append(Settings& settings, std::string_view value) {
  (settings.*....*member).emplace_back(value);
  return plugin::Done{};
}

template <auto... member>
plugin::Result<plugin::Done> enable(Settings& settings, std::string_view) {
  (settings.*....*member) = true;
  return plugin::Done{};
}

inline plugin::Error expected(std::string_view what) {
  return plugin::Error{plugin::Text("expected ") + what};
}

// Decimal digits and nothing else.
template <class Number>
std::optional<Number> number(std::string_view text, Number least, Number most) {
  Number value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, fault] = std::from_chars(text.data(), end, value);
  return fault == std::errc() && stop == end && value >= least && value <= most ? std::optional(value)
                                                                                : std::nullopt;
}

// `wanted`: all of the words, for the error.
template <class Word, std::size_t size>
plugin::Result<plugin::Done> set_word(Word& member, std::string_view value,
                                      const std::array<std::pair<std::string_view, Word>, size>& words,
                                      std::string_view wanted) {
  for (const auto& [name, word] : words) {
    if (value == name) {
      member = word;
      return plugin::Done{};
    }
  }
  return expected(wanted);
}

}  // namespace checks
