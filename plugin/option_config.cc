#include <algorithm>
#include <initializer_list>
#include <utility>

#include "plugin/ascii.h"
#include "plugin/file.h"
#include "plugin/option_table.h"

namespace plugin {
namespace {

constexpr std::string_view kBlanks = " \t\r";

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

Text quoted(std::string_view text) { return Text("\"") + Text::bounded(text, kMaxQuotedArgument) + "\""; }

class Reader {
 public:
  Reader(std::span<const OptionSpec> table, const std::string& file, std::string_view section,
         std::size_t asking)
      : table_(table), file_(file), wanted_(section), asking_(asking), is_in_wanted_(section.empty()) {}

  Result<Done> read(std::string_view text) {
    if (text.starts_with("\xef\xbb\xbf")) {  // editors on Windows write a byte order mark
      text.remove_prefix(3);
    }
    while (!text.empty()) {
      const std::size_t length = std::min(text.find('\n'), text.size());
      ++line_;
      Result<Done> done = read_line(text.substr(0, length));
      if (!done) {
        return done;
      }
      text.remove_prefix(std::min(length + 1, text.size()));
    }
    return Done{};
  }

  bool has_seen_section() const { return has_seen_section_; }
  std::vector<Given>& given() { return given_; }

 private:
  std::string where() const { return file_ + ":" + std::to_string(line_); }
  Error error(const Text& why) const { return Error{Text(where()) + ": " + why}; }

  Result<Done> read_line(std::string_view line) {
    if (line.find('\0') != std::string_view::npos) {
      return error(Text("a NUL byte: this is not a text file"));
    }
    line = trimmed(without_comment(line, kBlanks), kBlanks);
    if (line.empty()) {
      return Done{};
    }
    if (line.front() == '[') {
      return begin_section(line);
    }
    if (!wanted_.empty() && !has_begun_section_) {
      return error(Text("expected a [SECTION] before the first option"));
    }
    return is_in_wanted_ ? read_option(line) : Result<Done>(Done{});
  }

  Result<Done> begin_section(std::string_view line) {
    if (line.back() != ']' || trimmed(line.substr(1, line.size() - 2), kBlanks).empty()) {
      return error(Text("expected [SECTION]"));
    }
    if (wanted_.empty()) {
      return error(Text("a section, where only option lines are expected"));
    }
    has_begun_section_ = true;
    is_in_wanted_ = trimmed(line.substr(1, line.size() - 2), kBlanks) == wanted_;
    if (is_in_wanted_ && has_seen_section_) {
      return error(Text("section ") + quoted(wanted_) + " for the second time");
    }
    has_seen_section_ |= is_in_wanted_;
    return Done{};
  }

  Result<Done> read_option(std::string_view line) {
    const std::size_t equals = line.find('=');
    const bool has_value = equals != std::string_view::npos;
    const std::string_view name = trimmed(line.substr(0, equals), kBlanks);
    const std::string_view value = has_value ? trimmed(line.substr(equals + 1), kBlanks) : std::string_view();
    const std::optional<std::size_t> row = find_by_name(table_, name);
    if (!row) {
      // The line is not repeated: whoever may choose a file would read it so, a line of a password file too.
      return error(Text("unknown option; expected a long option of --help without its dashes"));
    }
    if (*row == asking_) {
      return error(quoted(name) + " cannot be given in a file");
    }
    return table_[*row].value == nullptr ? add_flag(*row, has_value, value)
                                         : add_value(*row, has_value, value);
  }

  Result<Done> add_flag(std::size_t row, bool has_value, std::string_view value) {
    if (!has_value || is_one_of(value, {"yes", "true", "on", "1"})) {
      given_.push_back({.row = row, .value = {}, .where = where()});
    } else if (!is_one_of(value, {"no", "false", "off", "0", ""})) {
      return error(Text(table_[row].name) + " " + quoted(value) + ": expected yes or no");
    }
    return Done{};
  }

  Result<Done> add_value(std::size_t row, bool has_value, std::string_view value) {
    if (!has_value) {
      return error(Text(table_[row].name) + ": the value is missing; expected " + table_[row].name + " = " +
                   table_[row].value);
    }
    if (!value.empty()) {
      given_.push_back({.row = row, .value = std::string(value), .where = where()});
    }
    return Done{};
  }

  std::span<const OptionSpec> table_;
  const std::string& file_;
  std::string_view wanted_;
  std::size_t asking_;
  std::size_t line_ = 0;
  bool is_in_wanted_;
  bool has_begun_section_ = false;
  bool has_seen_section_ = false;
  std::vector<Given> given_;
};

}  // namespace

Result<std::vector<Given>> read_config(std::span<const OptionSpec> table, const std::string& file,
                                       std::string_view section, std::size_t asking) {
  const Result<std::string> text = read_file(file, kMaxConfigFile);
  if (!text) {
    return Error{Text(label(table[asking])) + ": " + text.error().text};
  }
  Reader reader(table, file, section, asking);
  const Result<Done> done = reader.read(*text);
  if (!done) {
    return done.error();
  }
  if (!section.empty() && !reader.has_seen_section()) {
    return Error{Text(file) + " has no section [" + Text::bounded(section, kMaxQuotedArgument) + "]"};
  }
  return std::move(reader.given());
}

}  // namespace plugin
