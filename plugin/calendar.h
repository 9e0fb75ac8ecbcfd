// Instants: read from the command line, written for people and for machines.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "plugin/result.h"

namespace plugin {

// Seconds since the epoch, UTC. Certificates know nothing finer.
using Time = std::chrono::sys_seconds;

// What lies outside of the years 1 to 9999 (a certificate cannot say it) is written as the nearest instant
// inside.

// Writes an instant for people. Rules get one as a parameter, so that they depend on no environment.
class Calendar {
 public:
  virtual ~Calendar() = default;
  // "2027-01-19 23:31 JST"
  virtual std::string date_and_time(Time time) const = 0;
};

// The process's own time zone (TZ is honoured), with its abbreviation. Years 1 to 9999 come out right.
class LocalCalendar final : public Calendar {
 public:
  std::string date_and_time(Time time) const override;
};

// RFC 3339 in UTC: "2027-01-19T14:31:48Z".
std::string rfc3339(Time time);

// What --at takes: RFC 3339 with seconds optional and any offset ("2027-01-19T14:31:48Z", "2027-01-19
// 23:31+09:00", "2027-01-19" is midnight UTC), seconds since the epoch ("1800000000" or "@1800000000"), or a
// distance from `now`
// ("+14d", "-36h"; units as in thresholds). A fraction of a second is dropped, a leap second refused, and so
// is what lies outside of the years 1 to 9999.
Result<Time> parse_time(std::string_view text, Time now);

}  // namespace plugin
