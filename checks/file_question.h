// What a program that checks files was asked to read.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace checks {

struct FileQuestion {
  std::vector<std::string> files = {};  // of -f: files, folders, patterns, "-"
  std::string key = {};                 // file of the private key; empty: it may be in the files themselves
  // None: none was given, which is not the empty one.
  std::optional<std::string> key_password = {};
  std::optional<std::string> store_password = {};
};

}  // namespace checks
