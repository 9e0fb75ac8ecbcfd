// Results to Nagios by its external command pipe.

#pragma once

#include <optional>
#include <string>

#include "checks/net/task.h"
#include "checks/submit/outbox.h"
#include "plugin/deadline.h"
#include "plugin/text.h"

namespace checks {

// Writes each result of `outbox` by one write of at most 4,096 bytes, which a pipe takes whole or not at all.
// Never waits for a Nagios that is not there: a pipe that nobody reads cannot be opened for writing without
// blocking. Where Nagios reads slowly, waits until it has read, until `deadline`.
//
// Nothing: all are settled. Else why the rest is not: "cannot write to PATH: nobody reads it; is Nagios
// running?". Nagios does not answer: it logs a service that it does not know and drops the result, and what
// was in the pipe when it ends is gone. check_result_path (nagios_spool.h) loses nothing.
Task<std::optional<plugin::Text>> deliver_to_command_pipe(std::string path, Outbox& outbox,
                                                          plugin::Deadline deadline);

}  // namespace checks
