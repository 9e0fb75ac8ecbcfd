// Files of the user: read with a bound, written so that nobody else sees or redirects them.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "plugin/result.h"

namespace plugin {

// How long a file that is no regular one (a pipe) may take to be read to its end: a FIFO that nobody writes
// to must not hold a check for ever.
inline constexpr std::chrono::seconds kFilePatience{2};

// The whole file. Anything that can be read to its end will do, also a pipe. More than `limit` bytes is an
// error. `patience` is for what is no regular file. The error reads "cannot read PATH: No such file or
// directory".
Result<std::string> read_file(const std::string& path, std::size_t limit,
                              std::chrono::seconds patience = kFilePatience);

// Standard input, from where it stands. The error reads "cannot read standard input: ...".
Result<std::string> read_input(std::size_t limit, std::chrono::seconds patience = kFilePatience);

// Makes a new file of mode 0600, PATH.unfinished, and renames it into place: no reader sees half of it, and a
// link at `path` is replaced, not followed. What a kill left of an earlier one is overwritten; where that
// cannot be (another process writes it now, or it is somebody else's), the name is PATH with six random
// letters behind it. Refuses to replace what is not a regular file or a link (/dev/null, a directory). The
// error reads "cannot write PATH: Permission denied".
Result<Done> write_private_file(const std::string& path, std::string_view contents);

// The same for files that others read (a web server, a collector): with the mode that the umask leaves of
// 0666.
Result<Done> write_shared_file(const std::string& path, std::string_view contents);

// For who opens files otherwise. False: errno says why, and a part may have been written.
bool write_all(int fd, std::string_view contents);

}  // namespace plugin
