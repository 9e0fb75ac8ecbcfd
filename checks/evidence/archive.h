// Evidence as a file: --save-evidence and --replay, and every regression test.
//
// JSON, `"format": "tls-checks evidence"`, `"version": 1`, UTF-8, two blanks of indentation, bytes in base64,
// times in microseconds, text that is not UTF-8 in a member {"base64": ...}. What is unknown to the reader is
// ignored, so that members can be added; a version above ours is refused.

#pragma once

#include <string>
#include <string_view>

#include "checks/evidence/evidence.h"
#include "plugin/result.h"

namespace checks {

inline constexpr int kArchiveVersion = 1;
// 30 certificates of 256 KiB in base64 are 10 MB; nothing real comes near.
inline constexpr std::size_t kMaxArchive = 16 << 20;

std::string write_archive(const Evidence& evidence);

// The error says which of these it is: not JSON (with the place), not evidence, damaged (which member, what
// was expected), of a newer version.
plugin::Result<Evidence> read_archive(std::string_view text);

}  // namespace checks
