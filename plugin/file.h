// Files that a user names: read whole and bounded, written so that nobody sees half of one.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "plugin/result.h"

namespace plugin {

// The whole file. Errors name the file and why: not there, no permission, a folder, not a regular file,
// larger than `limit` bytes. A FIFO or device is refused without waiting for it.
Result<std::string> read_file(const std::string& path, std::size_t limit);

// Writes `text` to a new file of mode 0600 beside `path` and renames it into place, so that a link at `path`
// is replaced and never followed and a full disk leaves the old file as it was. Errors name the file and why.
Result<Done> write_file(const std::string& path, std::string_view text);

}  // namespace plugin
