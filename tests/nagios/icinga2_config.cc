// A reader for the part of Icinga's configuration language that tls-commands.conf uses.

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <utility>

#include "tests/nagios/icinga2_definitions.h"

namespace definitions {
namespace {

struct Token {
  char kind = 0;     // 's' a text, 'w' a word or number, 'f' a function, 0 the end, else the character itself
  std::string text;  // without its quotes
};

// What stands on the right of `=`, and a whole block: `text` of a scalar, `members` of a dictionary, which
// keeps "import" as a member for each template.
struct Value {
  std::string text;
  std::vector<std::pair<std::string, Value>> members;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) { next(); }

  Commands commands() {
    Commands commands;
    while (token_.kind != 0) {
      const std::string kind = take('w');
      if ((kind != "object" && kind != "template") || take('w') != "CheckCommand") {
        fail("expected a CheckCommand");
      }
      const std::string name = take('s');
      if (!commands.emplace(name, command(block())).second) {
        fail("defined twice: " + name);
      }
    }
    return commands;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    const auto line = std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n') + 1;
    throw std::runtime_error("line " + std::to_string(line) + ": " + why);
  }

  bool skip(std::string_view opening, std::string_view closing) {
    if (!text_.substr(at_).starts_with(opening)) {
      return false;
    }
    const std::size_t end = text_.find(closing, at_ + opening.size());
    if (end == std::string_view::npos) {
      fail("not closed: " + std::string(opening));
    }
    at_ = end + closing.size();
    return true;
  }

  void next() {
    do {
      while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) {
        ++at_;
      }
    } while (skip("/*", "*/"));
    const std::size_t begin = at_;
    if (at_ == text_.size()) {
      token_ = {};
    } else if (skip("{{", "}}")) {
      token_ = {'f', std::string(text_.substr(begin, at_ - begin))};
    } else if (text_[at_] == '"') {
      token_ = {'s', string()};
    } else if (is_word(text_[at_])) {
      while (at_ < text_.size() && is_word(text_[at_])) {
        ++at_;
      }
      token_ = {'w', std::string(text_.substr(begin, at_ - begin))};
    } else {
      token_ = {text_[at_++], {}};
    }
  }

  static bool is_word(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '.';
  }

  std::string string() {
    std::string value;
    while (++at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {
        fail("an escape, which this reader does not know");
      }
      value += text_[at_];
    }
    ++at_;
    return value;
  }

  std::string take(char kind) {
    if (token_.kind != kind) {
      fail(std::string("expected ") + kind);
    }
    std::string text = std::move(token_.text);
    next();
    return text;
  }

  bool take_if(char kind) {
    const bool is_here = token_.kind == kind;
    if (is_here) {
      next();
    }
    return is_here;
  }

  Value block() {
    Value block;
    take('{');
    while (!take_if('}')) {
      std::string name = take(token_.kind == 's' ? 's' : 'w');
      if (name == "import") {
        block.members.push_back({name, {take('s'), {}}});
        continue;
      }
      take_if('+');
      take('=');
      block.members.push_back({std::move(name), value()});
    }
    return block;
  }

  Value value() {
    if (token_.kind == '{') {
      return block();
    }
    if (take_if('[')) {
      Value list;
      while (!take_if(']')) {
        list.text += value().text;
        take_if(',');
      }
      return list;
    }
    if (token_.kind != 's' && token_.kind != 'w' && token_.kind != 'f') {
      fail("expected a value");
    }
    Value scalar{take(token_.kind), {}};
    while (take_if('+')) {
      scalar.text += take('s');
    }
    return scalar;
  }

  Argument argument(const std::string& name, const Value& definition) const {
    Argument argument{.key = name, .value = {}, .set_if = {}, .repeat_key = {}, .description = {}};
    for (const auto& [member, value] : definition.members) {
      if (member == "key") {
        argument.key = value.text;
      } else if (member == "value") {
        argument.value = value.text;
      } else if (member == "set_if") {
        argument.set_if = value.text;
      } else if (member == "repeat_key") {
        argument.repeat_key = value.text == "true";
      } else if (member == "description") {
        argument.description = value.text;
      } else if (member != "required") {
        fail("an argument with " + member);
      }
    }
    return argument;
  }

  Command command(const Value& definition) const {
    Command command;
    for (const auto& [member, value] : definition.members) {
      if (member == "import") {
        command.imports.push_back(value.text);
      } else if (member == "command") {
        command.program = value.text;
      } else if (member == "timeout") {
        command.timeout = value.text;
      } else if (member.starts_with("vars.")) {
        command.variables[member.substr(5)] = value.text;
      } else if (member == "arguments") {
        for (const auto& [name, one] : value.members) {
          if (!command.arguments.emplace(name, argument(name, one)).second) {
            fail("an argument twice: " + name);
          }
        }
      } else {
        fail("a command with " + member);
      }
    }
    return command;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Token token_;
};

}  // namespace

Commands read_config(std::string_view text) { return Reader(text).commands(); }

}  // namespace definitions
