// zabbix_tls: an external check for Zabbix, one JSON document per endpoint for dependent items.

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "checks/command_line.h"
#include "checks/listings.h"
#include "checks/zabbix_options.h"
#include "plugin/run.h"
#include "zabbix/answer.h"
#include "zabbix/discovery.h"
#include "zabbix/program.h"

namespace {

using checks::Wanted;
using zabbix::kProgram;

// What --get asks for, also on a command line that cannot be read.
Wanted wanted_by(std::span<const std::string_view> arguments) {
  constexpr std::string_view kOption = "--get";
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const bool is_adjacent = arguments[i].starts_with("--get=");
    const std::string_view value = is_adjacent ? arguments[i].substr(kOption.size() + 1)
                                   : arguments[i] == kOption && i + 1 < arguments.size() ? arguments[i + 1]
                                                                                         : std::string_view();
    const Wanted wanted = checks::wanted_from_word(value).value_or(Wanted::document);
    if (wanted != Wanted::document) {
      return wanted;
    }
  }
  return Wanted::document;
}

plugin::Output output_of(zabbix::Answer answer) {
  return {answer.text + "\n", answer.is_usage_error ? 3 : 0, answer.abandon_threads};
}

plugin::Output check(std::span<const std::string_view> arguments) {
  checks::Settings defaults;
  defaults.timeout = std::chrono::milliseconds(2500);  // the daemon kills an external check after 3 s
  const plugin::Result<checks::Settings> settings =
      checks::read_settings(arguments, kProgram.config, defaults, kProgram.without);
  if (!settings) {
    return output_of(zabbix::error_answer(settings.error().text, wanted_by(arguments)));
  }
  if (settings->instead != checks::Instead::nothing) {
    return {checks::listing(*settings, kProgram), checks::listing_exit_code(*settings)};
  }
  return output_of(zabbix::answer(*settings));
}

// One document in every case.
plugin::Output body(std::span<const std::string_view> arguments) {
  try {
    return zabbix::asks_for_endpoints(arguments) ? zabbix::discover(arguments, kProgram) : check(arguments);
  } catch (const std::exception& bug) {
    const plugin::Text line = plugin::Text("internal error: ") + plugin::Text::bounded(bug.what(), 200);
    return output_of(zabbix::error_answer(line, wanted_by(arguments)));
  }
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
