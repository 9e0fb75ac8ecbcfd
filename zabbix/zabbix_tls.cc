// zabbix_tls: an external check for Zabbix, one JSON document per endpoint for dependent items.

#include <chrono>
#include <exception>

#include "checks/command_line.h"
#include "checks/listings.h"
#include "checks/render/json.h"
#include "plugin/run.h"
#include "zabbix/discovery.h"

namespace {

constexpr checks::Program kProgram = {
    .name = "zabbix_tls",
    .does = "checks the TLS of one endpoint and prints one JSON document, for Zabbix",
    .rules = "*",
    .headline = "leaf-expiry,name-match,reachable",
    // Whoever may edit items writes the command line: files are named only in this one.
    .config = {.option = "use", .fixed_file = "/etc/zabbix/zabbix_tls.conf", .refuse_files = true},
    .without = "output max-output verbose",  // it always prints the same document
};

plugin::Output failed(const plugin::Text& line) { return {checks::json_error(line), 3}; }

plugin::Output check(std::span<const std::string_view> arguments) {
  checks::Settings defaults;
  defaults.timeout = std::chrono::milliseconds(2500);  // the daemon kills an external check after 3 s
  plugin::Result<checks::Settings> settings =
      checks::read_settings(arguments, kProgram.config, defaults, kProgram.without);
  if (!settings) {
    return failed(settings.error().text);
  }
  if (settings->instead != checks::Instead::nothing) {
    return {checks::listing(*settings, kProgram), checks::listing_exit_code(*settings)};
  }
  const plugin::LocalCalendar calendar;
  const auto clock = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  checks::Checked checked;
  if (plugin::Result<plugin::Done> done = checks::check(*settings, kProgram, clock, calendar, checked);
      !done) {
    return failed(done.error().text);
  }
  return {checks::json_text(checked, kProgram, calendar), 0, checked.abandon_threads};
}

// One document in every case.
plugin::Output body(std::span<const std::string_view> arguments) {
  try {
    return zabbix::asks_for_endpoints(arguments) ? zabbix::discover(arguments, kProgram) : check(arguments);
  } catch (const std::exception& bug) {
    return failed(plugin::Text("internal error: ") + plugin::Text::bounded(bug.what(), 200));
  }
}

}  // namespace

int main(int argc, char** argv) { return plugin::run(argc, argv, "TLS", body); }
