// Blanks, comments and letters in what people and programs write, the same in every locale: bytes beyond
// ASCII stay what they are.

#pragma once

#include <string_view>

namespace plugin {

// Without those of `blanks` at either end.
std::string_view trimmed(std::string_view text, std::string_view blanks = " \t");

// What stands before a comment: `#` begins one at the start of the line or after one of `blanks`, so that
// "a#b" is whole. The blanks before the comment stay.
std::string_view without_comment(std::string_view line, std::string_view blanks = " \t");

}  // namespace plugin
