#include "checks/find_files.h"

#include <glob.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

namespace checks {
namespace {

class Finder {
 public:
  void name(const std::string& path);
  FileList take() { return std::move(list_); }

 private:
  void add_pattern(const std::string& pattern);
  void add(const std::string& path, FileSearch& search, int depth);
  void walk(const std::string& folder, FileSearch& search, int depth);
  bool is_new(const struct stat& status) { return visited_.emplace(status.st_dev, status.st_ino).second; }

  FileList list_;
  std::set<std::pair<dev_t, ino_t>> visited_;
  std::size_t found_ = 0;
};

bool is_pattern(const std::string& path) { return path.find_first_of("*?[") != std::string::npos; }

bool can_be_listed(const std::string& folder) { return access(folder.c_str(), R_OK | X_OK) == 0; }

void Finder::name(const std::string& path) {
  struct stat status {};
  const bool is_there = path != "-" && stat(path.c_str(), &status) == 0;
  if (!is_there && path != "-" && is_pattern(path)) {
    return add_pattern(path);
  }
  if (!is_there || !S_ISDIR(status.st_mode) || !can_be_listed(path)) {
    list_.files.push_back({path, std::nullopt});
    return;
  }
  visited_.clear();
  FileSearch search;
  search.path = path;
  list_.searches.push_back(search);
  add(path, list_.searches.back(), 0);
}

void Finder::add_pattern(const std::string& pattern) {
  visited_.clear();
  FileSearch search;
  search.path = pattern;
  list_.searches.push_back(search);
  glob_t matches{};
  if (glob(pattern.c_str(), 0, nullptr, &matches) == 0) {
    for (std::size_t i = 0; i < matches.gl_pathc; ++i) {
      add(matches.gl_pathv[i], list_.searches.back(), 0);
    }
  }
  globfree(&matches);
}

void Finder::add(const std::string& path, FileSearch& search, int depth) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !is_new(status)) {
    return;
  }
  if (S_ISDIR(status.st_mode)) {
    walk(path, search, depth);
  } else if (S_ISREG(status.st_mode)) {
    if (found_ == kMaxFilesFound) {
      search.gave_up = true;
      return;
    }
    ++found_;
    list_.files.push_back({path, list_.searches.size() - 1});
  }
}

void Finder::walk(const std::string& folder, FileSearch& search, int depth) {
  if (depth == kMaxFolderDepth) {
    search.gave_up = true;
    return;
  }
  std::error_code error;
  std::vector<std::string> names;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    std::string name = at->path().filename().string();
    if (!name.starts_with('.') && names.size() <= kMaxFilesFound) {
      names.push_back(std::move(name));
    }
  }
  search.not_read += error ? 1 : 0;
  search.gave_up = search.gave_up || names.size() > kMaxFilesFound;
  std::sort(names.begin(), names.end());
  for (const std::string& name : names) {
    add(folder.ends_with('/') ? folder + name : folder + "/" + name, search, depth + 1);
  }
}

}  // namespace

FileList find_files(const std::vector<std::string>& named) {
  Finder finder;
  for (const std::string& path : named) {
    finder.name(path);
  }
  return finder.take();
}

}  // namespace checks
