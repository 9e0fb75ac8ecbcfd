#include "checks/submit/name_pattern.h"

#include <algorithm>
#include <cstddef>

#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxQuoted = 100;  // bytes of a value in an error

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// As list_reader.h names columns.
std::string column_name(std::string_view written) {
  std::string name(written);
  for (char& c : name) {
    c = c == '-' ? '_' : plugin::lower(c);
  }
  return name;
}

Error misplaced(std::string_view what, std::string_view why) {
  return Error{Text("'") + Text::bounded(what, kMaxQuoted) + Text("' ") + why};
}

// Where in a key the text so far ends.
enum class Place { name, parameter, quoted };

class KeyWriter {
 public:
  void put_literal(std::string_view text) {
    for (const char c : text) {
      follow(c);
      key_ += c;
    }
  }

  // False: no key can say it.
  bool put_value(std::string_view value) {
    switch (place_) {
      case Place::name:
        key_ += value;
        return std::all_of(value.begin(), value.end(), [](char c) { return is_word(c) || c == '.'; });
      case Place::quoted:
        put_escaped(value);
        return !value.ends_with('\\');
      case Place::parameter:
        break;
    }
    if (!needs_quotes(value)) {
      key_ += value;
      is_at_start_ = is_at_start_ && value.empty();
      return true;
    }
    key_ += '"';
    put_escaped(value);
    key_ += '"';
    return !value.ends_with('\\') && is_at_start_;
  }

  std::string take() { return std::move(key_); }

 private:
  void follow(char c) {
    if (place_ == Place::quoted) {
      place_ = c == '"' && !key_.ends_with('\\') ? Place::parameter : Place::quoted;
    } else if (place_ == Place::name) {
      place_ = c == '[' ? Place::parameter : Place::name;
      is_at_start_ = true;
    } else if (c == '"' && is_at_start_) {
      place_ = Place::quoted;
      is_at_start_ = false;
    } else {
      is_at_start_ = c == ',' || (is_at_start_ && (c == ' ' || c == '['));
    }
  }

  bool needs_quotes(std::string_view value) const {
    const bool has_sign = value.find_first_of(",]") != std::string_view::npos;
    const bool begins_badly =
        is_at_start_ && !value.empty() && (value[0] == '"' || value[0] == ' ' || value[0] == '[');
    return has_sign || begins_badly;
  }

  void put_escaped(std::string_view value) {
    for (const char c : value) {
      key_ += c == '"' ? "\\\"" : std::string(1, c);
    }
  }

  std::string key_;
  Place place_ = Place::name;
  bool is_at_start_ = true;  // of a parameter
};

}  // namespace

Result<NamePattern> NamePattern::parse(std::string_view text) {
  NamePattern pattern;
  std::string literal;
  const auto end_literal = [&] {
    if (!literal.empty()) {
      pattern.parts_.push_back({false, std::exchange(literal, {})});
    }
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if ((c == '{' || c == '}') && text.substr(i + 1).starts_with(c)) {
      literal += c;
      ++i;
    } else if (c == '{') {
      const std::size_t end = text.find('}', i);
      if (end == std::string_view::npos) {
        return misplaced(text.substr(i), "has no '}'");
      }
      const std::string_view name = text.substr(i + 1, end - i - 1);
      if (name.empty() || !std::all_of(name.begin(), name.end(), is_word)) {
        return misplaced(text.substr(i, end + 1 - i), "is no name of a column");
      }
      end_literal();
      pattern.parts_.push_back({true, column_name(name)});
      i = end;
    } else if (c == '}') {
      return misplaced(text.substr(i), "has a '}' without '{'");
    } else {
      literal += c;
    }
  }
  end_literal();
  return pattern;
}

std::vector<std::string> NamePattern::columns() const {
  std::vector<std::string> names;
  for (const Part& part : parts_) {
    if (part.is_column && std::find(names.begin(), names.end(), part.text) == names.end()) {
      names.push_back(part.text);
    }
  }
  return names;
}

std::string NamePattern::expand(const Columns& columns) const {
  std::string name;
  for (const Part& part : parts_) {
    name += part.is_column ? columns(part.text) : part.text;
  }
  return name;
}

Result<std::string> NamePattern::expand_key(const Columns& columns) const {
  KeyWriter key;
  for (const Part& part : parts_) {
    if (!part.is_column) {
      key.put_literal(part.text);
      continue;
    }
    const std::string value = columns(part.text);
    if (!key.put_value(value)) {
      return misplaced(value, "of {" + part.text + "} cannot stand there in an item key");
    }
  }
  return key.take();
}

}  // namespace checks
