// A result in the words of Nagios Core: external command and check result file (Nagios Core 4,
// base/commands.c and base/checks.c).

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "checks/submit/passive_result.h"

namespace checks {

// A line that is written to the command pipe, its end counted: what a pipe takes in one piece (POSIX,
// PIPE_BUF on Linux), so that commands of several writers never mix. Nagios itself reads 8 kB.
inline constexpr std::size_t kMaxCommandLine = 4096;

// "[1800000000] PROCESS_SERVICE_CHECK_RESULT;HOST;SERVICE;2;first line|perfdata\nfurther\n", at most
// kMaxCommandLine bytes, ended by a newline: further lines that do not fit are left out, whole. Newlines
// within are the two characters `\n`, backslashes are doubled: so Nagios reads them. The names must have
// passed fault_of_name; the result must be bounded (passive_result.h).
std::string nagios_command_line(const PassiveResult& result);

// One record of a check result file, ended by an empty line.
std::string check_result_record(const PassiveResult& result);

}  // namespace checks
