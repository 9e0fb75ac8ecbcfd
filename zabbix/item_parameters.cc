#include "zabbix/item_parameters.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "checks/options.h"
#include "plugin/option_table.h"
#include "zabbix/program.h"

namespace zabbix {
namespace {

// By place.
constexpr const char* kOptions[kMostParameters] = {"hostname", "port",    "protocol", "address",
                                                   "sni",      "warning", "critical", "use"};

std::vector<plugin::Given> given_by(std::span<const std::string_view> parameters,
                                    std::span<const plugin::OptionSpec> specs) {
  std::vector<plugin::Given> given;
  for (std::size_t i = 0; i < std::min(parameters.size(), kMostParameters); ++i) {
    if (!parameters[i].empty()) {
      given.push_back({.row = plugin::find_by_name(specs, kOptions[i]).value(),
                       .value = std::string(parameters[i]),
                       .where = {}});
    }
  }
  return given;
}

}  // namespace

plugin::Result<checks::Settings> read_parameters(std::span<const std::string_view> parameters,
                                                 const plugin::ConfigSource& config,
                                                 std::chrono::milliseconds limit) {
  const std::vector<plugin::Option<checks::Settings>> table = checks::option_table(config, kProgram.without);
  const std::vector<plugin::OptionSpec> specs = plugin::specs_of<checks::Settings>(table);
  plugin::Result<std::vector<plugin::Given>> given =
      plugin::complete_options(specs, given_by(parameters, specs), config);
  if (!given) {
    return given.error();
  }
  checks::Settings settings;
  settings.timeout = limit;
  if (plugin::Result<plugin::Done> done = plugin::apply_options<checks::Settings>(table, *given, settings);
      !done) {
    return done.error();
  }
  settings.timeout = std::min(settings.timeout, limit);
  return checks::settled(std::move(settings));
}

}  // namespace zabbix
