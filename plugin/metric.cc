#include "plugin/metric.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace plugin {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

std::string number(const Metric& metric) {
  if (metric.whole_seconds) {
    return std::to_string(std::chrono::floor<seconds>(metric.value).count());
  }
  constexpr std::uint64_t kMillion = 1'000'000;
  const std::int64_t count = metric.value.count();
  const std::uint64_t size =
      count < 0 ? -static_cast<std::uint64_t>(count) : static_cast<std::uint64_t>(count);
  const std::string decimals = std::to_string(size % kMillion);
  return (count < 0 ? "-" : "") + std::to_string(size / kMillion) + "." +
         std::string(6 - decimals.size(), '0') + decimals;
}

std::string one(const Metric& metric) {
  if (metric.count) {
    return metric.label + "=" + std::to_string(*metric.count);
  }
  std::string out = metric.label + "=" + number(metric) + "s";
  if (metric.warning || metric.critical) {
    out += ";" + (metric.warning ? metric.warning->perfdata() : "");
  }
  if (metric.critical) {
    out += ";" + metric.critical->perfdata();
  }
  return out;
}

}  // namespace

Metric time_left(std::string label, seconds left, const Range& warning, const Range& critical) {
  // Dates come from certificates: what does not fit stays at the end of the scale.
  constexpr auto kMost = std::chrono::floor<seconds>(microseconds::max());
  return {std::move(label), std::clamp(left, -kMost, kMost), true, warning, critical};
}

Metric time_taken(std::string label, microseconds taken) {
  return {std::move(label), taken, false, std::nullopt, std::nullopt};
}

Metric counted(std::string label, std::size_t count) {
  return {std::move(label), {}, false, std::nullopt, std::nullopt, count};
}

std::string perfdata(const std::vector<Metric>& metrics) {
  std::string out;
  for (const Metric& metric : metrics) {
    if (!out.empty()) {
      out += ' ';
    }
    out += one(metric);
  }
  return out;
}

}  // namespace plugin
