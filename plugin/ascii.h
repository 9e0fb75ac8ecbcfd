// Blanks, comments and letters in what people and programs write, the same in every locale: bytes beyond
// ASCII stay what they are.

#pragma once

#include <string>
#include <string_view>

namespace plugin {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
std::string lower(std::string_view text);

// Names in certificates and of hosts, words of protocols.
bool equal_ignoring_case(std::string_view a, std::string_view b);

// Without those of `blanks` at either end.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

// What stands before a comment: `#` begins one at the start of the line or after one of `blanks`, so that
// "a#b" is whole. The blanks before the comment stay.
std::string_view without_comment(std::string_view line, std::string_view blanks = " \t");

}  // namespace plugin
