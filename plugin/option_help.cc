#include <algorithm>
#include <string_view>
#include <vector>

#include "plugin/option_table.h"

namespace plugin {
namespace {

constexpr std::size_t kWidth = 100;
constexpr std::size_t kColumn = 30;  // where the sentences begin

std::string left_side(const OptionSpec& spec) {
  std::string left = spec.letter == 0 ? "      " : std::string("  -") + spec.letter + ", ";
  left.append("--").append(spec.name);
  if (spec.value != nullptr) {
    left.append(" ").append(spec.value);
  }
  return left;
}

// The sentence with what the row says by itself.
std::string right_side(const OptionSpec& spec) {
  std::string right = spec.help;
  std::string_view aliases = spec.aliases;
  std::string also;
  for (std::string_view alias = take_word(aliases); !alias.empty(); alias = take_word(aliases)) {
    also.append(also.empty() ? "--" : ", --").append(alias);
  }
  if (spec.repeatable) {
    also.insert(0, also.empty() ? "repeatable" : "repeatable; also ");
  } else if (!also.empty()) {
    also.insert(0, "also ");
  }
  return also.empty() ? right : right + " (" + also + ")";
}

// Appends words from kColumn on, in as many lines as it takes; `column` is where the text is now.
void append_wrapped(std::string& out, std::string_view words, std::size_t column) {
  bool at_start = true;
  for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) {
    const bool fits = column + word.size() + (at_start ? 0 : 1) <= kWidth;
    if (!at_start && !fits) {
      out.append("\n").append(kColumn, ' ');
      column = kColumn;
      at_start = true;
    }
    out.append(at_start ? "" : " ").append(word);
    column += word.size() + (at_start ? 0 : 1);
    at_start = false;
  }
}

void append_row(std::string& out, const OptionSpec& spec) {
  const std::string left = left_side(spec);
  const std::string right = right_side(spec);
  out += left;
  if (!right.empty()) {
    const bool is_beside = left.size() + 2 <= kColumn;
    out.append(is_beside ? "" : "\n").append(is_beside ? kColumn - left.size() : kColumn, ' ');
    append_wrapped(out, right, kColumn);
  }
  out += '\n';
}

}  // namespace

std::string help_text(std::span<const OptionSpec> table) {
  std::vector<std::string_view> groups;
  for (const OptionSpec& spec : table) {
    if (std::ranges::find(groups, spec.group) == groups.end()) {
      groups.emplace_back(spec.group);
    }
  }
  std::string out;
  for (const std::string_view group : groups) {
    out.append(out.empty() ? "" : "\n").append(group).append(":\n");
    for (const OptionSpec& spec : table) {
      if (group == spec.group) {
        append_row(out, spec);
      }
    }
  }
  return out;
}

}  // namespace plugin
