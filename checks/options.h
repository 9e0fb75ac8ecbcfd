// The options that all endpoint programs share: one table for parsing (command_line.h), help, and the
// monitors' definitions; and what the settings made of them mean.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/target.h"
#include "checks/settings.h"
#include "plugin/calendar.h"
#include "plugin/options.h"
#include "plugin/result.h"

namespace checks {

// The rows of a program that reads settings from `config`: --config for a file, --use for a section of the
// fixed file. `without`: long names, separated by blanks, of options that mean nothing to it. A program that
// checks files has the rows of file_options.h before them.
std::vector<plugin::Option<Settings>> option_table(const plugin::ConfigSource& config,
                                                   std::string_view without = {},
                                                   Source source = Source::endpoint);

// Settings whose options were all applied: what was not given follows from what was, and what contradicts
// itself is an error.
plugin::Result<Settings> settled(Settings settings);

// The endpoint that `settings` describe: URL, protocol's default port, SNI, Unicode names. An error if there
// is no host.
plugin::Result<Target> endpoint(const Settings& settings);

// The names that the certificate must cover, in ASCII: --match, else the server name sent, else the host;
// none where there is no host.
plugin::Result<std::vector<std::string>> names_to_match(const Settings& settings, const Target& target);

}  // namespace checks
