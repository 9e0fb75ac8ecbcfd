// One endpoint's result as a monitor takes it from outside: a passive check result, a trapped value.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "plugin/status.h"
#include "plugin/text.h"

namespace checks {

using SubmitTime = std::chrono::sys_time<std::chrono::milliseconds>;

// Bytes of a host's or service's name: the columns of Icinga's and Nagios' databases have 255.
inline constexpr std::size_t kMaxMonitorName = 255;
// Characters of an item key: Zabbix 6.0, items.key_.
inline constexpr std::size_t kMaxItemKey = 2048;
// What is sent of a first line and of all further lines; with names and measures a result fits into the 4,096
// bytes that a pipe takes at once.
inline constexpr std::size_t kMaxPassiveLine = 1000;
inline constexpr std::size_t kMaxPassiveDetails = 2000;
inline constexpr std::size_t kMaxPassivePerfdata = 1000;

struct PassiveResult {
  std::string host;     // as the monitor calls it; Zabbix: the host's technical name
  std::string service;  // Nagios and Icinga
  std::string item;     // Zabbix: the item's key
  plugin::Status status = plugin::Status::unknown;
  plugin::Text output;                 // the first line, without measures
  std::vector<plugin::Text> details;   // further lines, the most important first
  std::vector<std::string> perfdata;   // measures, ours: "leaf_left=5097600s;1728000:;604800:"
  SubmitTime ended{};                  // when it was judged
  std::chrono::milliseconds taken{0};  // from its beginning until then

  friend bool operator==(const PassiveResult&, const PassiveResult&) = default;
};

// The same within the bounds above: lines escaped and cut, details and measures left out from the end, at a
// whole one. Names are left as they are: a name that is cut is another one.
PassiveResult bounded(PassiveResult result);

// Lines that are safe in every monitor: escaped, the first line first.
std::vector<std::string> output_lines(const PassiveResult& result);

}  // namespace checks
