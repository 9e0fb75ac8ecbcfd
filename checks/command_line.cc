#include "checks/command_line.h"

#include <utility>
#include <vector>

#include "plugin/command_line.h"

namespace checks {

plugin::Result<Settings> read_settings(std::span<const std::string_view> arguments,
                                       const plugin::ConfigSource& config, Settings settings,
                                       std::string_view without, Source source) {
  const std::vector<plugin::Option<Settings>> table = option_table(config, without, source);
  const plugin::Result<plugin::Done> read =
      plugin::read_options<Settings>(table, arguments, config, settings);
  return read ? settled(std::move(settings)) : plugin::Result<Settings>(read.error());
}

}  // namespace checks
