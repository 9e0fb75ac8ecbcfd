#include "checks/render/text.h"

namespace checks {

std::string plain_text(const plugin::Report& report) {
  std::string text = std::string(plugin::word(report.status)) + ": " + report.headline.line() + "\n";
  for (const plugin::Text& line : report.details) {
    text += line.line() + "\n";
  }
  return text;
}

}  // namespace checks
