#include "checks/render/json_values.h"

#include <chrono>

namespace checks::json_values {

boost::json::object metrics(const std::vector<plugin::Metric>& all) {
  boost::json::object object;
  for (const plugin::Metric& metric : all) {
    if (metric.whole_seconds) {
      object[metric.label] = std::chrono::duration_cast<std::chrono::seconds>(metric.value).count();
    } else {
      object[metric.label] = double(metric.value.count()) / 1e6;
    }
  }
  return object;
}

}  // namespace checks::json_values
