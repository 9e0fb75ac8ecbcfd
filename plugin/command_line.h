// A command line read by a table of options.
//
// No option is guessed from a prefix. A value may begin with a dash, unless it is an option of the table.
//
//   plugin::Result<plugin::Done> done = plugin::read_options<Settings>(kTable, arguments, {}, settings);

#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "plugin/options.h"
#include "plugin/result.h"

namespace plugin {

// What the command line gives, completed from the file that it asks for (complete_options).
Result<std::vector<Given>> parse_options(std::span<const OptionSpec> table,
                                         std::span<const std::string_view> arguments,
                                         const ConfigSource& config);

template <class Settings>
Result<Done> read_options(std::span<const Option<Settings>> table,
                          std::span<const std::string_view> arguments, const ConfigSource& config,
                          Settings& settings) {
  const std::vector<OptionSpec> specs = specs_of(table);
  Result<std::vector<Given>> given = parse_options(specs, arguments, config);
  return given ? apply_options(table, *given, settings) : Result<Done>(given.error());
}

}  // namespace plugin
