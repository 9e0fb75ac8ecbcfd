// Where things lie on this machine: files below a root, and the environment. Tests give both.

#pragma once

#include <cstdlib>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace checks {

struct Machine {
  // Put before each path that is not from the environment or from the user. Links are followed as they are,
  // also out of it.
  std::string root = {};
  // Null: not set. The process's own says nothing in a program that runs with other rights than its user's.
  std::function<const char*(const char* name)> environment = [](const char* name) {
    return secure_getenv(name);
  };

  std::string at(std::string_view path) const { return root + std::string(path); }
  // Empty: not set, or set to nothing.
  std::string variable(const char* name) const;
};

bool exists(const std::string& path);
bool is_folder(const std::string& path);
// The path without links; the path itself if it does not exist.
std::string resolved(const std::string& path);
// "a:b:c" as a list, without empty parts.
std::vector<std::string> split_paths(std::string_view list);

// More are not looked at: no folder that is looked into by this has as many.
inline constexpr std::size_t kMaxMatches = 1000;
// The paths FOLDER/NAME that exist, of all names that begin and end like this, sorted. Empty: there is none.
std::vector<std::string> matches(const std::string& folder, std::string_view begin,
                                 std::string_view end = {});

}  // namespace checks
