// What a plugin has to say, before it takes the form of Nagios text or JSON.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plugin/finding.h"
#include "plugin/metric.h"
#include "plugin/status.h"
#include "plugin/text.h"

namespace plugin {

struct Report {
  Status status = Status::ok;
  Text headline;              // the first line without state word and perfdata
  std::vector<Text> details;  // further lines, the most important first
  std::vector<Metric> metrics;
};

// Bounds of the plugin output of this project (the design's section 5).
inline constexpr std::size_t kMaxFirstLine = 200;  // bytes before the perfdata
inline constexpr std::size_t kMaxDetailLine =
    1000;  // bytes of one further line: a hostile name cannot push out the others
inline constexpr std::size_t kMaxOutput =
    8000;  // Nagios Core keeps 8 kB by default (MAX_PLUGIN_OUTPUT_LENGTH)

// Monitoring plugin text:
//
//   TLS OK - www.example.org:443: certificate expires in 59 days (...) | leaf_left=...
//   further lines
//
// `service` is the first word. The first line is cut at kMaxFirstLine before the perfdata, which is never
// cut; a further line at kMaxDetailLine; the whole at `max_output` bytes, at the end of a line, with a last
// line that says how many lines were left out (if there is room for it). The first line is whole even beyond
// `max_output`. Ends with a newline.
std::string plugin_text(const Report& report, std::string_view service, std::size_t max_output = kMaxOutput);

}  // namespace plugin
