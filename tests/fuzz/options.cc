// A command line, one argument a line, and what is made of it; thresholds, durations and times by themselves.

#include "checks/options.h"

#include <vector>

#include "checks/command_line.h"
#include "checks/grade.h"
#include "plugin/calendar.h"
#include "plugin/duration.h"
#include "plugin/threshold.h"
#include "tests/fuzz/fuzz.h"

namespace {

// No option may open a file.
constexpr plugin::ConfigSource kNoFile = {
    .option = "use", .fixed_file = "/nonexistent", .refuse_files = true};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = 0; end != std::string_view::npos;) {
    end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

void read_arguments(std::string_view text) {
  plugin::Result<checks::Settings> settings = checks::read_settings(lines_of(text), kNoFile, {});
  if (settings) {
    settings = checks::settled(*settings);
  }
  if (!settings) {
    fuzz::require_printable(settings.error().text.line());
    return;
  }
  const plugin::Result<checks::Target> target = checks::endpoint(*settings);
  if (target) {
    fuzz::require(!target->host.empty() && target->port != 0, "a target has a host and a port");
    (void)checks::names_to_match(*settings, *target);
  } else {
    fuzz::require_printable(target.error().text.line());
  }
}

void read_threshold(std::string_view text) {
  const plugin::Result<plugin::Threshold> threshold = plugin::Threshold::parse(text);
  if (!threshold) {
    fuzz::require_printable(threshold.error().text.line());
    return;
  }
  const plugin::Thresholds both{*threshold, *threshold};
  for (const std::chrono::seconds life :
       {std::chrono::seconds(0), std::chrono::seconds(std::chrono::days(90))}) {
    const plugin::Thresholds::Resolved ranges = both.resolve(life);
    fuzz::require_printable(ranges.warning.perfdata());
    (void)ranges.critical.alerts(life);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text(data, size);
  read_arguments(text);
  read_threshold(text);
  (void)plugin::parse_duration(text, std::chrono::days(1));
  (void)plugin::parse_millionths(text);
  (void)plugin::parse_time(text, plugin::Time(std::chrono::seconds(1'800'000'000)));
  (void)checks::parse_severity(text);
  return 0;
}
