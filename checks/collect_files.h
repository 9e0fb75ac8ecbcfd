// Collects evidence of files: their certificates, as if a server sent them, and the hashes of their keys.

#pragma once

#include <cstddef>

#include "checks/evidence/evidence.h"
#include "checks/file_question.h"

namespace checks {

// The bounds of a run. The file with the most known (all public intermediates) has 10 MiB; a folder of a
// hundred sites has 1 MiB.
inline constexpr std::size_t kMaxFileSize = 16 << 20;
inline constexpr std::size_t kMaxFilesSize = 64 << 20;
// Files with certificates: each is searched for paths.
inline constexpr std::size_t kMaxFiles = 500;
// Certificates of one file that are kept, of the many more of a trust store.
inline constexpr std::size_t kMaxFileCertificates = 1000;

// Adds an observation for each file that is named or has certificates, then one for each folder and pattern.
// Only regular files and standard input are read, each whole.
void collect_files(const FileQuestion& question, Evidence& evidence);

}  // namespace checks
