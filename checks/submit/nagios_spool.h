// Results to Nagios by files in its check_result_path, as its own workers leave them.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>

#include "checks/submit/outbox.h"
#include "plugin/text.h"

namespace checks {

// Results of one file. Nagios reads a file in one go, between two of its events.
inline constexpr std::size_t kMaxResultsInFile = 250;
// Files that wait in the folder: Nagios has not read for long, and no more are laid there. 250,000 results.
inline constexpr std::size_t kMaxWaitingFiles = 1000;
// What a kill left half made there, under a name that Nagios passes over, is removed when it is so old: a
// file is made within a moment.
inline constexpr std::chrono::hours kUnfinishedResultFile{1};

// Lays files of up to 250 results into `folder`: cXXXXXX, and cXXXXXX.ok, which tells Nagios that it is
// whole. A file appears complete and never replaces another one. A Nagios that is not running finds them when
// it is started, but for those older than its max_check_result_file_age (one hour by default). It must be
// able to read and remove them: run as Nagios' user, or as root (the files then belong to the folder's
// owner), or in the folder's group. Where none of these holds, no file is laid there.
//
// Nothing: all are settled. Else why the rest is not: "cannot write into DIR: No space left on device".
// Nagios does not answer: it logs and drops a result of a service that it does not know.
std::optional<plugin::Text> deliver_to_result_folder(const std::string& folder, Outbox& outbox,
                                                     SubmitTime now);

}  // namespace checks
