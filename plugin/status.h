// The four states of a monitoring plugin.
//
// The numbers are the exit codes of the Monitoring Plugins Development Guidelines. They are not the order of
// badness: that is OK < UNKNOWN < WARNING < CRITICAL, so that something known to be bad is never hidden by
// something that could not be found out.

#pragma once

#include <optional>
#include <string_view>

namespace plugin {

enum class Status { ok = 0, warning = 1, critical = 2, unknown = 3 };

// The worse of two, in the order above: worst(unknown, warning) is warning.
Status worst(Status a, Status b);

// True if `a` is strictly better than `b` in that order. For sorting the worst first.
bool is_better(Status a, Status b);

// "OK", "WARNING", "CRITICAL", "UNKNOWN".
const char* word(Status status);

// The reverse, in any case; nothing for any other word.
std::optional<Status> status_from_word(std::string_view text);

}  // namespace plugin
