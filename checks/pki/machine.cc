#include "checks/pki/machine.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <memory>

namespace checks {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

}  // namespace

std::string Machine::variable(const char* name) const {
  const char* const value = environment(name);
  return value == nullptr ? "" : value;
}

bool exists(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

std::string resolved(const std::string& path) {
  char* const real = realpath(path.c_str(), nullptr);
  std::string name = real == nullptr ? path : real;
  std::free(real);
  return name;
}

std::vector<std::string> split_paths(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t end = std::min(list.find(':'), list.size());
    if (end > 0) {
      parts.emplace_back(list.substr(0, end));
    }
    list.remove_prefix(std::min(list.size(), end + 1));
  }
  return parts;
}

std::vector<std::string> matches(const std::string& folder, std::string_view begin, std::string_view end) {
  std::vector<std::string> found;
  const std::unique_ptr<DIR, CloseFolder> handle(opendir(folder.c_str()));
  while (const dirent* entry = handle == nullptr ? nullptr : readdir(handle.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != ".." && name.starts_with(begin) && name.ends_with(end) &&
        found.size() < kMaxMatches) {
      found.push_back(folder + "/" + std::string(name));
    }
  }
  std::ranges::sort(found);
  return found;
}

}  // namespace checks
