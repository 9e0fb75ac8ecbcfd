#include "checks/list/summary.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "plugin/duration.h"
#include "plugin/metric.h"

namespace checks {
namespace {

using plugin::Status;
using plugin::Text;

const ListEntry& entry_of(const ListRun& run, const ListResult& result) {
  return run.list.entries[result.entry];
}

std::string counted(std::size_t number, std::string_view thing) {
  return grouped(number) + " " + std::string(thing) + (number == 1 ? "" : "s");
}

// Those that there are none of are not named, but ok.
std::string counts_in_words(const ListCounts& counts) {
  std::string words;
  for (const auto& [number, word] : {std::pair(counts.critical, "critical"),
                                     {counts.warning, "warning"},
                                     {counts.ok, "ok"},
                                     {counts.unknown, "unknown"}}) {
    if (number != 0 || std::string_view(word) == "ok") {
      words += (words.empty() ? "" : ", ") + grouped(number) + " " + word;
    }
  }
  return words;
}

Text soonest_in_words(const ListRun& run, const ListResult& first, plugin::Time now) {
  const std::chrono::seconds left = first.leaf->not_after - now;
  const Text label = Text::bounded(entry_of(run, first).endpoint.label, 60);
  return left < std::chrono::seconds::zero()
             ? Text("; soonest: ") + label + " expired " + plugin::in_words(left) + " ago"
             : Text("; soonest: ") + label + " in " + plugin::in_words(left);
}

Text headline(const ListRun& run, plugin::Time now) {
  if (run.results.empty()) {
    return why_nothing_was_checked(run);
  }
  Text line(counted(run.results.size(), "endpoint") + ": " + counts_in_words(count(run)));
  if (const ListResult* first = soonest(run)) {
    line += soonest_in_words(run, *first, now);
  }
  return line;
}

Text result_line(const ListRun& run, const ListResult& result) {
  Text line = Text("[") + plugin::word(result.status) + "] " +
              Text::bounded(entry_of(run, result).endpoint.label, 100) + ": " + result.headline;
  if (!result.remedies.empty() && result.status != Status::ok) {
    line += Text("; to do: ") + result.remedies.front();
  }
  return line;
}

void add_remarks(const ListRun& run, std::vector<Text>& lines) {
  lines.insert(lines.end(), run.list.remarks.begin(), run.list.remarks.end());
  if (run.list.switched_off != 0) {
    lines.emplace_back(counted(run.list.switched_off, "endpoint") + " switched off by #");
  }
}

}  // namespace

std::string grouped(std::size_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) {
    digits.insert(at - 3, ",");
  }
  return digits;
}

Text why_nothing_was_checked(const ListRun& run) {
  if (run.list.faults.empty()) {
    return Text(run.list.switched_off == 0 ? "the list has no endpoint"
                                           : "the list has no endpoint that is not switched off");
  }
  const ListFault& first = run.list.faults.front();
  return Text("nothing was checked: ") + Text::bounded(first.place, 200) + ": " + first.why;
}

ListCounts count(const ListRun& run) {
  ListCounts counts;
  counts.unknown = run.list.faults.size();
  for (const ListResult& result : run.results) {
    switch (result.status) {
      case Status::ok:
        ++counts.ok;
        break;
      case Status::warning:
        ++counts.warning;
        break;
      case Status::critical:
        ++counts.critical;
        break;
      case Status::unknown:
        ++counts.unknown;
        break;
    }
  }
  return counts;
}

Status status_of(const ListRun& run) {
  Status status = run.results.empty() || !run.list.faults.empty() ? Status::unknown : Status::ok;
  for (const ListResult& result : run.results) {
    status = plugin::worst(status, result.status);
  }
  return status;
}

std::vector<const ListResult*> worst_first(const ListRun& run) {
  std::vector<const ListResult*> sorted;
  sorted.reserve(run.results.size());
  for (const ListResult& result : run.results) {
    sorted.push_back(&result);
  }
  std::ranges::stable_sort(sorted, [](const ListResult* a, const ListResult* b) {
    if (a->status != b->status) {
      return plugin::is_better(b->status, a->status);
    }
    const auto end = [](const ListResult& one) {
      return one.leaf ? one.leaf->not_after : plugin::Time::max();
    };
    return end(*a) < end(*b);
  });
  return sorted;
}

const ListResult* soonest(const ListRun& run) {
  const ListResult* first = nullptr;
  for (const ListResult& result : run.results) {
    if (result.leaf && (!first || result.leaf->not_after < first->leaf->not_after)) {
      first = &result;
    }
  }
  return first;
}

plugin::Report summary(const ListRun& run, plugin::Time now, int verbosity) {
  plugin::Report report;
  report.status = status_of(run);
  report.headline = headline(run, now);
  for (const ListResult* result : worst_first(run)) {
    if (result->status != Status::ok || verbosity > 0) {
      report.details.push_back(result_line(run, *result));
    }
  }
  for (const ListFault& fault : run.list.faults) {
    report.details.push_back(Text("[UNKNOWN] ") + Text::bounded(fault.place, 200) + ": " + fault.why);
  }
  add_remarks(run, report.details);
  const ListCounts counts = count(run);
  report.metrics = {plugin::counted("endpoints", run.results.size()),
                    plugin::counted("critical", counts.critical), plugin::counted("warning", counts.warning),
                    plugin::counted("ok", counts.ok), plugin::counted("unknown", counts.unknown)};
  if (const ListResult* first = soonest(run)) {
    plugin::Metric left = plugin::time_left("soonest", first->leaf->not_after - now, {}, {});
    left.warning.reset();
    left.critical.reset();
    report.metrics.push_back(std::move(left));
  }
  report.metrics.push_back(plugin::time_taken("run_time", run.taken));
  return report;
}

}  // namespace checks
