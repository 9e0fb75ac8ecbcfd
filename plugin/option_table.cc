#include "plugin/option_table.h"

#include <algorithm>

namespace plugin {

std::string_view take_word(std::string_view& words) {
  words.remove_prefix(std::min(words.find_first_not_of(' '), words.size()));
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(word.size());
  return word;
}

bool has_word(std::string_view words, std::string_view word) {
  for (std::string_view one = take_word(words); !one.empty(); one = take_word(words)) {
    if (one == word) {
      return true;
    }
  }
  return false;
}

namespace {

bool has_name(const OptionSpec& spec, std::string_view name) {
  return name == spec.name || has_word(spec.aliases, name);
}

}  // namespace

std::optional<std::size_t> find_by_name(std::span<const OptionSpec> table, std::string_view name) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (has_name(table[row], name)) {
      return row;
    }
  }
  return std::nullopt;
}

std::optional<std::size_t> find_by_letter(std::span<const OptionSpec> table, char letter) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (letter != 0 && table[row].letter == letter) {
      return row;
    }
  }
  return std::nullopt;
}

std::string label(const OptionSpec& spec) {
  const std::string name = std::string("--") + spec.name;
  return spec.letter == 0 ? name : std::string("-") + spec.letter + ", " + name;
}

Error missing_value(const OptionSpec& spec) {
  return Error{Text(label(spec)) + " " + spec.value + ": the value is missing"};
}

Error option_error(const OptionSpec& spec, const Given& given, const Error& why) {
  Text text;
  if (given.where.empty()) {
    text = Text(label(spec));
  } else {
    text = Text(given.where) + ": " + spec.name;
  }
  if (spec.value != nullptr) {
    text += Text(" ") + Text::bounded(given.value, kMaxQuotedArgument);
  }
  return Error{text + ": " + why.text};
}

}  // namespace plugin
