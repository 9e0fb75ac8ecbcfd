// Options from one table: aliases, repeated flags, a configuration file, and --help.
//
// A program lists its options once; the same rows make the parser of the command line (command_line.h), the
// help and (in tests) the monitors' definitions. An empty value counts as not given, because monitors pass
// empty macros.
//
//   constexpr plugin::Option<Settings> kTable[] = {
//       {{.name = "port", .letter = 'p', .value = "N", .help = "TCP port"}, set_port},
//   };
//
// Errors are one line that names the option and what it takes:
//   "-p, --port 99999: expected a port from 1 to 65535".

#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/result.h"

namespace plugin {

struct OptionSpec {
  const char* name;             // long name without dashes
  char letter = 0;              // short name, 0 for none
  const char* aliases = "";     // further long names, separated by blanks
  const char* value = nullptr;  // what it takes, for help and errors ("HOST"); null for a flag
  const char* help = "";        // one sentence, wrapped by help_text
  const char* group = "";       // heading in the help
  bool repeatable = false;      // else giving it twice is an error
  const char* excludes = "";    // long names that cannot be given beside it, separated by blanks
  bool names_file =
      false;  // its value is a path on this machine (refused where the caller is not trusted with paths)
};

template <class Settings>
struct Option {
  OptionSpec spec;
  // Called once per use, in the order given; with an empty value for a flag. The error says what was
  // expected, without the option's name.
  Result<Done> (*apply)(Settings& settings, std::string_view value);
};

// One option as it was given.
struct Given {
  std::size_t row = 0;  // in the table
  std::string value;
  std::string where;  // "FILE:LINE" when it came from a configuration file, else empty
};

// How a program reads settings from a file.
struct ConfigSource {
  // The option that asks for a file ("config") or for a section of the fixed file ("use").
  const char* option = "config";
  // Null: the option's value is the file's path. Else the option's value is a section `[NAME]` of this file.
  const char* fixed_file = nullptr;
  // On the command line, refuse every option that names_file. They stay allowed in the file.
  bool refuse_files = false;
};

// `given` by the caller, checked, with what the file says that it asks for in front. In a configuration file:
// `long-option = value` lines; a flag is `name`, `name = yes` or `name = no`; `#` begins a comment at the
// start of a line or after a blank; `[section]` begins a section. An option that the caller gives wins over
// all of its uses in the file.
Result<std::vector<Given>> complete_options(std::span<const OptionSpec> table, std::vector<Given> given,
                                            const ConfigSource& config);

// The rows as --help prints them: "  -p, --port N          TCP port ...", at most 100 columns. Groups stand
// in the order of their first rows.
std::string help_text(std::span<const OptionSpec> table);

// "-p, --port 99999: " + why, with FILE:LINE in front when it came from there.
Error option_error(const OptionSpec& spec, const Given& given, const Error& why);

template <class Settings>
std::vector<OptionSpec> specs_of(std::span<const Option<Settings>> table) {
  std::vector<OptionSpec> specs;
  for (const Option<Settings>& option : table) {
    specs.push_back(option.spec);
  }
  return specs;
}

// Carries out what was given, in its order.
template <class Settings>
Result<Done> apply_options(std::span<const Option<Settings>> table, const std::vector<Given>& given,
                           Settings& settings) {
  for (const Given& one : given) {
    Result<Done> done = table[one.row].apply(settings, one.value);
    if (!done) {
      return option_error(table[one.row].spec, one, done.error());
    }
  }
  return Done{};
}

}  // namespace plugin
