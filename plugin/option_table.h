// What the parser, the configuration file and the help have in common. Not for programs: see options.h.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/options.h"

namespace plugin {

// A configuration file larger than that is a mistake (a disk image, a log).
inline constexpr std::size_t kMaxConfigFile = 1 << 20;

// Bytes of an argument, or of a name in a file, that are repeated in an error.
inline constexpr std::size_t kMaxQuotedArgument = 100;

// The first of the words that blanks separate; takes it off `words`. Empty at the end.
std::string_view take_word(std::string_view& words);
bool has_word(std::string_view words, std::string_view word);

// The row with this long name or alias, without dashes.
std::optional<std::size_t> find_by_name(std::span<const OptionSpec> table, std::string_view name);
std::optional<std::size_t> find_by_letter(std::span<const OptionSpec> table, char letter);

// "-p, --port", "--sni".
std::string label(const OptionSpec& spec);

// "-p, --port N: the value is missing".
Error missing_value(const OptionSpec& spec);

// An error for what one caller gives twice, or beside what it excludes.
Result<Done> check_uses(std::span<const OptionSpec> table, const std::vector<Given>& given);

// `over` with what `base` gives in front. An option that `over` gives wins over all of its uses in `base`,
// and over those of options that it excludes.
std::vector<Given> overlaid(std::span<const OptionSpec> table, std::vector<Given> base,
                            std::vector<Given> over);

// The lines of `file` that hold for `section` (an empty one: the file has no sections). `asking`, the option
// that named the file, cannot stand in it.
Result<std::vector<Given>> read_config(std::span<const OptionSpec> table, const std::string& file,
                                       std::string_view section, std::size_t asking);

}  // namespace plugin
