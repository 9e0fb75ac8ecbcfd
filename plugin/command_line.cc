#include "plugin/command_line.h"

#include <algorithm>
#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/value_semantic.hpp>
#include <utility>

#include "plugin/option_table.h"

namespace plugin {
namespace {

namespace po = boost::program_options;

constexpr int kStyle = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;

Error unknown_option(std::string_view token) {
  return Error{Text("unknown option ") + Text::bounded(token.substr(0, token.find('=')), kMaxQuotedArgument) +
               "; expected one of those that --help lists"};
}

// Brings arguments into the one form that ProgramOptions reads as we mean it: values adjacent
// (`--name=value`, `-nvalue`), so that it never asks itself whether a value is an option, and none of them
// empty, which it refuses. What it does not know stays as it is, to be refused there.
class Preparation {
 public:
  Preparation(std::span<const OptionSpec> table, std::span<const std::string_view> arguments)
      : table_(table), arguments_(arguments), is_named_(table.size()) {
    prepared_.reserve(arguments.size());
  }

  Result<Done> prepare() {
    while (next_ < arguments_.size()) {
      const std::string_view token = arguments_[next_++];
      if (token.find('\0') != std::string_view::npos) {
        return Error{Text("argument ") + Text::bounded(token, kMaxQuotedArgument) + " holds a NUL byte"};
      }
      if (token == "--") {
        prepared_.insert(prepared_.end(), arguments_.begin() + (next_ - 1), arguments_.end());
        break;
      }
      Result<Done> done = token.starts_with("--") ? prepare_long(token) : prepare_short(token);
      if (!done) {
        return done;
      }
    }
    return Done{};
  }

  const std::vector<std::string>& arguments() const { return prepared_; }
  // The rows that occur. ProgramOptions copies strings of every option it knows in every look-up.
  bool is_named(std::size_t row) const { return is_named_[row]; }

 private:
  Result<Done> prepare_long(std::string_view token) {
    const std::size_t equals = token.find('=');
    const std::optional<std::size_t> row = find_by_name(table_, token.substr(2, equals - 2));
    if (row) {
      is_named_[*row] = true;
    }
    if (!row || table_[*row].value == nullptr) {
      prepared_.emplace_back(token);
    } else if (equals == std::string_view::npos) {
      return join_next(*row, std::string(token) + "=");
    } else if (equals + 1 < token.size()) {
      prepared_.emplace_back(token);
    }
    return Done{};
  }

  // A group of flags, the last of which may take a value: -4vp443.
  Result<Done> prepare_short(std::string_view token) {
    for (std::size_t i = 1; i < token.size() && token.front() == '-'; ++i) {
      const std::optional<std::size_t> row = find_by_letter(table_, token[i]);
      if (!row) {
        break;
      }
      is_named_[*row] = true;
      if (table_[*row].value != nullptr) {
        if (i + 1 == token.size()) {
          return join_next(*row, std::string(token));
        }
        break;
      }
    }
    prepared_.emplace_back(token);
    return Done{};
  }

  Result<Done> join_next(std::size_t row, std::string option) {
    if (next_ == arguments_.size() || is_known_option(arguments_[next_])) {
      return next_ == arguments_.size()
                 ? missing_value(table_[row])
                 : Error{missing_value(table_[row]).text + " (" +
                         Text::bounded(arguments_[next_], kMaxQuotedArgument) + " is an option)"};
    }
    const std::string_view value = arguments_[next_++];
    if (value.find('\0') != std::string_view::npos) {
      return Error{Text(label(table_[row])) + ": the value holds a NUL byte"};
    }
    if (!value.empty()) {
      prepared_.push_back(std::move(option.append(value)));
    } else if (option.size() > 2 && !option.starts_with("--")) {
      option.pop_back();  // the flags before the letter whose value is empty
      prepared_.push_back(std::move(option));
    }
    return Done{};
  }

  bool is_known_option(std::string_view token) const {
    if (token.starts_with("--")) {
      return token.size() == 2 || find_by_name(table_, token.substr(2, token.find('=') - 2)).has_value();
    }
    if (token.size() < 2 || token.front() != '-') {
      return false;
    }
    for (std::size_t i = 1; i < token.size(); ++i) {
      const std::optional<std::size_t> row = find_by_letter(table_, token[i]);
      if (!row || table_[*row].value != nullptr) {
        return row.has_value();
      }
    }
    return true;
  }

  std::span<const OptionSpec> table_;
  std::span<const std::string_view> arguments_;
  std::size_t next_ = 0;
  std::vector<std::string> prepared_;
  std::vector<bool> is_named_;
};

// "port,alias,p"; the first is the name that comes back.
std::string names_for_program_options(const OptionSpec& spec) {
  std::string names = spec.name;
  std::string_view aliases = spec.aliases;
  for (std::string_view alias = take_word(aliases); !alias.empty(); alias = take_word(aliases)) {
    names.append(",").append(alias);
  }
  return spec.letter == 0 ? names : names + "," + spec.letter;
}

po::options_description description(std::span<const OptionSpec> table, const Preparation& preparation) {
  po::options_description options;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (preparation.is_named(row)) {
      const std::string names = names_for_program_options(table[row]);
      const bool is_flag = table[row].value == nullptr;
      options.add(boost::shared_ptr<po::option_description>(
          new po::option_description(names.c_str(), new po::untyped_value(/*zero_tokens=*/is_flag))));
    }
  }
  return options;
}

Result<std::vector<Given>> to_given(std::span<const OptionSpec> table, std::vector<po::option> options) {
  std::vector<Given> given;
  given.reserve(options.size());
  for (po::option& option : options) {
    const std::optional<std::size_t> row = find_by_name(table, option.string_key);
    if (option.string_key.empty() || !row) {
      const std::string& token = option.value.empty() ? option.string_key : option.value.front();
      return Error{Text("unexpected argument ") +
                   Text::bounded(token.empty() ? "\"\"" : token, kMaxQuotedArgument) +
                   "; every value belongs to an option, see --help"};
    }
    given.push_back(
        {.row = *row, .value = option.value.empty() ? "" : std::move(option.value.front()), .where = {}});
  }
  return given;
}

// What ProgramOptions refuses, in our words.
Error refusal(std::span<const OptionSpec> table, const po::invalid_command_line_syntax& why) {
  const std::string token = why.tokens();
  std::string_view name = token;
  name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
  const std::optional<std::size_t> row = find_by_name(table, name.substr(0, name.find('=')));
  if (!row) {
    return unknown_option(token);
  }
  return table[*row].value == nullptr ? Error{Text(label(table[*row])) + ": takes no value"}
                                      : missing_value(table[*row]);
}

Result<std::vector<Given>> tokenize(std::span<const OptionSpec> table,
                                    std::span<const std::string_view> arguments) {
  Preparation preparation(table, arguments);
  const Result<Done> prepared = preparation.prepare();
  if (!prepared) {
    return prepared.error();
  }
  const po::options_description options = description(table, preparation);
  try {
    po::command_line_parser parser(preparation.arguments());
    return to_given(table, parser.options(options).style(kStyle).run().options);
  } catch (const po::invalid_command_line_syntax& why) {
    return refusal(table, why);
  } catch (const po::unknown_option& why) {
    return unknown_option(why.get_option_name());
  } catch (const po::error& why) {
    return Error{Text("the command line cannot be read: ") + Text::bounded(why.what(), kMaxQuotedArgument)};
  }
}

}  // namespace

Result<std::vector<Given>> parse_options(std::span<const OptionSpec> table,
                                         std::span<const std::string_view> arguments,
                                         const ConfigSource& config) {
  Result<std::vector<Given>> command_line = tokenize(table, arguments);
  return command_line ? complete_options(table, *std::move(command_line), config) : command_line;
}

}  // namespace plugin
