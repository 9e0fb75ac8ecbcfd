#include "zabbix/answer.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

#include "checks/check.h"
#include "checks/render/json.h"
#include "checks/report.h"
#include "plugin/calendar.h"
#include "plugin/status.h"
#include "zabbix/program.h"

namespace zabbix {
namespace {

using checks::Checked;
using checks::Wanted;

constexpr std::size_t kMaxWhat = 200;  // bytes of an exception's text

std::string without_newline(std::string text) {
  if (text.ends_with('\n')) {
    text.pop_back();
  }
  return text;
}

void tell_left(const Checked& checked, const plugin::Calendar& calendar, Answer& answer) {
  const auto& metrics = checked.verdict.metrics;
  const auto left = std::find_if(metrics.begin(), metrics.end(),
                                 [](const plugin::Metric& metric) { return metric.label == "leaf_left"; });
  answer.has_value = left != metrics.end();
  answer.text = answer.has_value
                    ? std::to_string(std::chrono::duration_cast<std::chrono::seconds>(left->value).count())
                    : checks::make_report(checked, kProgram, calendar, 0).headline.line();
}

void tell(const Checked& checked, Wanted wanted, const plugin::Calendar& calendar, Answer& answer) {
  switch (wanted) {
    case Wanted::document:
      answer.text = without_newline(checks::json_text(checked, kProgram, calendar));
      return;
    case Wanted::left:
      return tell_left(checked, calendar, answer);
    case Wanted::status:
      answer.text = std::to_string(static_cast<int>(checked.verdict.status));
      return;
  }
}

Answer checked_answer(const checks::Settings& settings) {
  const plugin::LocalCalendar calendar;
  const auto clock = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  Checked checked;
  if (plugin::Result<plugin::Done> done = checks::check(settings, kProgram, clock, calendar, checked);
      !done) {
    return error_answer(done.error().text, settings.wanted);
  }
  Answer answer;
  answer.abandon_threads = checked.abandon_threads;
  tell(checked, settings.wanted, calendar, answer);
  return answer;
}

}  // namespace

Answer answer(const checks::Settings& settings) {
  try {
    return checked_answer(settings);
  } catch (const std::exception& bug) {
    return error_answer(plugin::Text("internal error: ") + plugin::Text::bounded(bug.what(), kMaxWhat),
                        settings.wanted);
  }
}

Answer error_answer(const plugin::Text& line, Wanted wanted) {
  Answer answer;
  answer.is_usage_error = true;
  switch (wanted) {
    case Wanted::document:
      answer.text = without_newline(checks::json_error(line));
      break;
    case Wanted::left:
      answer.has_value = false;
      answer.text = line.line();
      break;
    case Wanted::status:
      answer.text = std::to_string(static_cast<int>(plugin::Status::unknown));
      break;
  }
  return answer;
}

}  // namespace zabbix
