#include "checks/submit/passive_result.h"

#include <utility>

namespace checks {
namespace {

constexpr const char* kLeftOut = "(further lines are left out)";

plugin::Text shortened(const plugin::Text& line) {
  return plugin::Text(plugin::cut(line.line(), kMaxPassiveLine));
}

// How many of `sizes` fit into `room`, each with a separator.
template <class Items, class Size>
std::size_t fitting(const Items& items, std::size_t room, Size size) {
  std::size_t count = 0;
  for (std::size_t used = 0; count < items.size(); ++count) {
    used += size(items[count]) + 1;
    if (used > room) {
      break;
    }
  }
  return count;
}

}  // namespace

PassiveResult bounded(PassiveResult result) {
  result.output = shortened(result.output);
  for (plugin::Text& line : result.details) {
    line = shortened(line);
  }
  const std::size_t lines = fitting(result.details, kMaxPassiveDetails,
                                    [](const plugin::Text& line) { return line.characters().size(); });
  if (lines < result.details.size()) {
    result.details.resize(lines);
    result.details.emplace_back(kLeftOut);
  }
  result.perfdata.resize(fitting(result.perfdata, kMaxPassivePerfdata,
                                 [](const std::string& measure) { return measure.size(); }));
  return result;
}

std::vector<std::string> output_lines(const PassiveResult& result) {
  std::vector<std::string> lines{result.output.line()};
  for (const plugin::Text& line : result.details) {
    lines.push_back(line.line());
  }
  return lines;
}

}  // namespace checks
