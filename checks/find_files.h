// The files that -f names: themselves, what a pattern matches, what lies in a folder.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/certificate_file.h"

namespace checks {

// Files looked at in folders and by patterns, and how deep. A machine has a few hundred; each takes a read.
inline constexpr std::size_t kMaxFilesFound = 5000;
inline constexpr int kMaxFolderDepth = 8;

struct FoundFile {
  std::string path;
  std::optional<std::size_t> search;  // which of FileList::searches found it; none: it was named itself
};

struct FileList {
  std::vector<FoundFile> files;  // as named; those of a folder by name
  std::vector<FileSearch> searches;
};

// A folder is walked with all below it, hidden entries left out. Links are followed, but each file and folder
// is visited once, so that a circle of links ends. A name with *, ? or [ that no file has is a pattern. A
// file that is named and is not there is among the files: reading it tells why.
FileList find_files(const std::vector<std::string>& named);

}  // namespace checks
