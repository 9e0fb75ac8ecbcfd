#include "plugin/report.h"

namespace plugin {
namespace {

std::string first_line(const Report& report, std::string_view service) {
  std::string line = std::string(service) + " " + word(report.status);
  if (!report.headline.empty()) {
    line += " - " + report.headline.line();
  }
  line = cut(line, kMaxFirstLine);
  if (!report.metrics.empty()) {
    line += " | " + perfdata(report.metrics);
  }
  return line + "\n";
}

std::string left_out(std::size_t lines) {
  return "(" + std::to_string(lines) + (lines == 1 ? " more line" : " more lines") + " left out)\n";
}

std::vector<std::string> detail_lines(const Report& report) {
  std::vector<std::string> lines;
  lines.reserve(report.details.size());
  for (const Text& detail : report.details) {
    lines.push_back(cut(detail.line(), kMaxDetailLine) + "\n");
  }
  return lines;
}

}  // namespace

std::string plugin_text(const Report& report, std::string_view service, std::size_t max_output) {
  std::string out = first_line(report, service);
  const std::vector<std::string> lines = detail_lines(report);
  std::size_t whole = out.size();
  for (const std::string& line : lines) {
    whole += line.size();
  }
  const bool fits = whole <= max_output;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t with_remark = out.size() + lines[i].size() + left_out(lines.size() - i - 1).size();
    if (!fits && with_remark > max_output) {
      const std::string remark = left_out(lines.size() - i);
      return out.size() + remark.size() <= max_output ? out + remark : out;
    }
    out += lines[i];
  }
  return out;
}

}  // namespace plugin
