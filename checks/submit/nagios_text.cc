#include "checks/submit/nagios_text.h"

#include <cstdio>
#include <vector>

namespace checks {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::string_view kNewline = "\\n";

std::string escaped(std::string_view line) {
  std::string text;
  text.reserve(line.size());
  for (const char c : line) {
    text += c;
    text += c == '\\' ? "\\" : "";
  }
  return text;
}

// First line, measures, and as many further lines as `limit` allows.
std::string nagios_output(const PassiveResult& result, std::size_t limit) {
  const std::vector<std::string> lines = output_lines(result);
  std::string text = plugin::cut(escaped(lines.front()), kMaxPassiveLine);
  for (std::size_t i = 0; i < result.perfdata.size(); ++i) {
    text += (i == 0 ? '|' : ' ') + result.perfdata[i];
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::string line = escaped(lines[i]);
    if (text.size() + kNewline.size() + line.size() > limit) {
      break;
    }
    text.append(kNewline).append(line);
  }
  return text;
}

// "1800000000.250": seconds with a fraction.
std::string fractional(SubmitTime time) {
  const auto whole = std::chrono::floor<seconds>(time);
  char text[48];
  std::snprintf(text, sizeof text, "%lld.%03d", static_cast<long long>(whole.time_since_epoch().count()),
                static_cast<int>((time - whole).count()));
  return text;
}

}  // namespace

std::string nagios_command_line(const PassiveResult& result) {
  const auto time = std::chrono::floor<seconds>(result.ended).time_since_epoch().count();
  std::string line = '[' + std::to_string(time) + "] PROCESS_SERVICE_CHECK_RESULT;" + result.host + ';' +
                     result.service + ';' + std::to_string(static_cast<int>(result.status)) + ';';
  line += nagios_output(result, kMaxCommandLine - 1 - line.size());
  return line + '\n';
}

std::string check_result_record(const PassiveResult& result) {
  // check_type 1: passive. Nagios reads `output` to the end of the line.
  return "host_name=" + result.host + "\nservice_description=" + result.service +
         "\ncheck_type=1\ncheck_options=0\nscheduled_check=0\nreschedule_check=0\nlatency=0.0\nstart_time=" +
         fractional(result.ended - result.taken) + "\nfinish_time=" + fractional(result.ended) +
         "\nearly_timeout=0\nexited_ok=1\nreturn_code=" + std::to_string(static_cast<int>(result.status)) +
         "\noutput=" +
         nagios_output(result, 2 * (kMaxPassiveLine + kMaxPassiveDetails) + kMaxPassivePerfdata) + "\n\n";
}

}  // namespace checks
