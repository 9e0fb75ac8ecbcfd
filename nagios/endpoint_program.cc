#include "nagios/endpoint_program.h"

#include <chrono>
#include <string>
#include <utility>

#include "checks/command_line.h"
#include "checks/listings.h"
#include "checks/render/json.h"
#include "checks/render/text.h"
#include "checks/report.h"

namespace nagios {
namespace {

constexpr std::string_view kService = "TLS";

plugin::Output usage_error(const plugin::Error& error) {
  plugin::Report report;
  report.status = plugin::Status::unknown;
  report.headline = error.text;
  return {plugin::plugin_text(report, kService), static_cast<int>(report.status)};
}

std::string rendered(const checks::Settings& settings, const checks::Program& program,
                     const checks::Checked& checked, const plugin::Calendar& calendar) {
  if (settings.output == checks::OutputForm::json) {
    return checks::json_text(checked, program, calendar);
  }
  const plugin::Report report = checks::make_report(checked, program, calendar, settings.verbosity);
  return settings.output == checks::OutputForm::text
             ? checks::plain_text(report)
             : plugin::plugin_text(report, kService, settings.max_output);
}

}  // namespace

plugin::Output run_endpoint_program(const checks::Program& program,
                                    std::span<const std::string_view> arguments) {
  checks::Settings defaults;
  defaults.policy.profile = program.profile;
  defaults.shows_clients = defaults.policy.judges_clients = program.clients == checks::ClientsShown::always;
  plugin::Result<checks::Settings> settings =
      checks::read_settings(arguments, program.config, std::move(defaults), program.without, program.source);
  if (!settings) {
    return usage_error(settings.error());
  }
  if (settings->instead != checks::Instead::nothing) {
    return {checks::listing(*settings, program), checks::listing_exit_code(*settings)};
  }
  const plugin::LocalCalendar calendar;
  const auto clock = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  checks::Checked checked;
  if (plugin::Result<plugin::Done> done = checks::check(*settings, program, clock, calendar, checked);
      !done) {
    return usage_error(done.error());
  }
  return {rendered(*settings, program, checked, calendar), static_cast<int>(checked.verdict.status),
          checked.abandon_threads};
}

}  // namespace nagios
