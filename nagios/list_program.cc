#include "nagios/list_program.h"

#include <signal.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/find_files.h"
#include "checks/list/descriptors.h"
#include "checks/list/entry_settings.h"
#include "checks/list/formats.h"
#include "checks/list/list_reader.h"
#include "checks/list/list_runner.h"
#include "checks/list/progress.h"
#include "checks/list/shard.h"
#include "checks/list/summary.h"
#include "checks/list_options.h"
#include "checks/listings.h"
#include "checks/options.h"
#include "nagios/list_delivery.h"
#include "plugin/command_line.h"
#include "plugin/file.h"

namespace nagios {
namespace {

using checks::List;
using checks::ListForm;
using checks::ListRun;
using checks::Settings;
using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::string_view kService = "TLS";

// A list that another program is still making.
constexpr std::chrono::seconds kInputPatience{300};

volatile sig_atomic_t was_ended = 0;

void remember_signal(int) { was_ended = 1; }

void listen_to_signals() {
  struct sigaction action {};
  action.sa_handler = remember_signal;
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    ::sigaction(signal, &action, nullptr);
  }
}

plugin::Output usage_error(const Error& error) {
  plugin::Report report;
  report.status = plugin::Status::unknown;
  report.headline = error.text;
  return {plugin::plugin_text(report, kService), static_cast<int>(report.status)};
}

plugin::Time clock_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

// The command line: what it says, and how it says it of each endpoint.
struct Asked {
  Settings settings;
  checks::EntrySettings entries;
};

Result<Asked> read_command_line(const checks::Program& program, std::span<const std::string_view> arguments) {
  const std::vector<plugin::Option<Settings>> table =
      checks::option_table(program.config, program.without, program.source);
  Result<std::vector<plugin::Given>> given =
      plugin::parse_options(plugin::specs_of<Settings>(table), arguments, program.config);
  if (!given) {
    return given.error();
  }
  Settings defaults;
  defaults.policy.profile = program.profile;
  Settings settings = defaults;
  if (Result<plugin::Done> done = plugin::apply_options<Settings>(table, *given, settings); !done) {
    return done.error();
  }
  Result<Settings> good = checks::settled(std::move(settings));
  if (!good) {
    return good.error();
  }
  return Asked{*std::move(good), checks::EntrySettings(table, *given, std::move(defaults))};
}

// A pattern or folder of which not all was read.
Text why_incomplete(const checks::FileSearch& search, bool has_files) {
  if (search.gave_up) {
    return Text("it has more files or folders than are looked at: not all of it was read");
  }
  if (search.not_read > 0) {
    return Text("a folder in it cannot be read");
  }
  return Text(has_files ? "" : "no file is there");
}

void tell_searches(const checks::FileList& found, checks::ListReader& reader) {
  for (std::size_t i = 0; i < found.searches.size(); ++i) {
    const bool has_files =
        std::ranges::any_of(found.files, [i](const checks::FoundFile& one) { return one.search == i; });
    if (Text why = why_incomplete(found.searches[i], has_files); !why.empty()) {
      reader.add_fault(found.searches[i].path, std::move(why));
    }
  }
}

List read_lists(const Settings& settings, const checks::EntrySettings& entries) {
  checks::ListReader reader(entries);
  const checks::FileList all = checks::find_files(settings.list.files);
  tell_searches(all, reader);
  for (const checks::FoundFile& found : all.files) {
    const bool is_input = found.path == "-";
    const Result<std::string> text = is_input
                                         ? plugin::read_input(checks::kMaxList, kInputPatience)
                                         : plugin::read_file(found.path, checks::kMaxList, kInputPatience);
    if (text) {
      reader.read(is_input ? "standard input" : found.path, *text);
    } else {
      reader.add_fault(found.path, text.error().text);
    }
  }
  return reader.take();
}

std::string rendered(ListForm form, const ListRun& run, const Settings& settings, plugin::Time now) {
  switch (form) {
    case ListForm::plugin:
      break;
    case ListForm::json:
      return checks::json_document(run, now);
    case ListForm::jsonl:
      return checks::json_end(run, now);
    case ListForm::csv:
      return checks::csv_text(run, now);
    case ListForm::prometheus:
      return checks::prometheus_text(run);
  }
  return plugin::plugin_text(checks::summary(run, now, settings.verbosity), kService, settings.max_output);
}

// What a file gets of a form that is written line by line.
std::string all_lines(const ListRun& run, plugin::Time now) {
  std::string text;
  for (const checks::ListResult& result : run.results) {
    text += checks::json_line(run.list.entries[result.entry], result);
  }
  return text + checks::json_end(run, now);
}

// The run's own output, with what its delivery had to say.
plugin::Report report_of(const Settings& settings, const ListRun& run, const ListDelivery& delivery) {
  plugin::Report report = checks::summary(run, run.started, settings.verbosity);
  const std::vector<Text>& troubles = delivery.troubles();
  if (!troubles.empty() && plugin::is_better(report.status, plugin::Status::unknown)) {
    report.status = plugin::Status::unknown;
    report.headline = troubles.front();
  }
  report.details.insert(report.details.begin(), troubles.begin(), troubles.end());
  report.details.insert(report.details.end(), delivery.remarks().begin(), delivery.remarks().end());
  return report;
}

// A mail is printed alone, for `| sendmail -t`; what went wrong then goes where cron reads it. Where it
// cannot be written, the one who writes the output tells so.
plugin::Output printed_mail(ListDelivery& delivery) {
  if (!plugin::write_out(*delivery.printed())) {
    return {.text = *delivery.printed(), .exit_code = 3};
  }
  delivery.has_printed();
  for (const Text& line : delivery.troubles()) {
    plugin::write_error(line.line() + "\n");
  }
  return {.text = "", .exit_code = delivery.troubles().empty() ? 0 : 3};
}

// The run was ended before there was a mail. What sends mails gets nothing, and who started it what is known.
plugin::Output instead_of_mail(const plugin::Report& report, const Settings& settings) {
  plugin::write_error(plugin::plugin_text(report, kService, settings.max_output));
  return {.text = "", .exit_code = static_cast<int>(plugin::Status::unknown)};
}

plugin::Output output_of(const Settings& settings, const ListRun& run, ListDelivery& delivery) {
  const checks::ListSettings& list = settings.list;
  if (!list.output_file.empty()) {
    const std::string text = list.form == ListForm::jsonl ? all_lines(run, run.started)
                                                          : rendered(list.form, run, settings, run.started);
    delivery.write_output(text);
  }
  if (delivery.printed()) {
    return printed_mail(delivery);
  }
  const plugin::Report report = report_of(settings, run, delivery);
  if (list.digest && list.mail_via.empty()) {
    return instead_of_mail(report, settings);
  }
  const bool is_plain = list.form == ListForm::plugin || !list.output_file.empty();
  plugin::Output output;
  output.exit_code = static_cast<int>(report.status);
  output.text = is_plain ? plugin::plugin_text(report, kService, settings.max_output)
                         : rendered(list.form, run, settings, run.started);
  return output;
}

plugin::Output run_all(const checks::Program& program, Asked& asked, const plugin::Calendar& calendar,
                       ListDelivery& delivery) {
  Settings& settings = asked.settings;
  const auto begun = std::chrono::steady_clock::now();
  ListRun run;
  run.started = clock_now();
  run.list = checks::shard_of(read_lists(settings, asked.entries), settings.list.shard);
  listen_to_signals();  // not before: a list that is waited for may be given up on, and nothing is known yet
  if (std::optional<Text> remark = checks::raise_descriptors(settings.list, run.list.connections)) {
    run.list.remarks.push_back(*std::move(remark));
  }
  const bool streams = settings.list.form == ListForm::jsonl && settings.list.output_file.empty();
  bool is_lost = false;
  std::optional<checks::Progress> progress(run.list.entries.size());
  checks::ListHooks hooks;
  hooks.clock = clock_now;
  hooks.must_stop = [&] { return was_ended != 0 || is_lost; };
  hooks.on_result = [&](const checks::ListEntry& entry, const checks::ListResult& result) {
    delivery.add(entry, result);
    is_lost = is_lost || (streams && !plugin::write_out(checks::json_line(entry, result)));
    progress->advance();
  };
  checks::ListRunner runner(program, asked.entries, settings.list, calendar, hooks);
  run.results = runner.run(run.list);
  progress.reset();
  run.not_checked = static_cast<std::size_t>(
      std::ranges::count_if(run.results, [](const checks::ListResult& one) { return one.left_over; }));
  run.taken = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
  delivery.finish(run, run.started, was_ended != 0 || is_lost);
  plugin::Output output = output_of(settings, run, delivery);
  output.abandon_threads = runner.has_abandoned_lookups() || delivery.has_abandoned_lookups();
  return output;
}

}  // namespace

plugin::Output run_list_program(const checks::Program& program, std::span<const std::string_view> arguments) {
  Result<Asked> asked = read_command_line(program, arguments);
  if (!asked) {
    return usage_error(asked.error());
  }
  if (asked->settings.instead != checks::Instead::nothing) {
    return {checks::listing(asked->settings, program), checks::listing_exit_code(asked->settings)};
  }
  if (const Result<plugin::Done> good = checks::check_list_settings(asked->settings.list); !good) {
    return usage_error(good.error());
  }
  const plugin::LocalCalendar calendar;
  Result<ListDelivery> delivery =
      ListDelivery::open(asked->settings.list, calendar, [] { return was_ended != 0; });
  if (!delivery) {
    return usage_error(delivery.error());
  }
  return run_all(program, *asked, calendar, *delivery);
}

}  // namespace nagios
