#include "tests/zabbix/loaded_module.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace host {
namespace {

using zabbix::abi::Metric;
using zabbix::abi::Request;
using zabbix::abi::Result;

[[noreturn]] void give_up(const char* what, const char* why) {
  std::fprintf(stderr, "%s: %s\n", what, why);
  std::exit(1);
}

template <class Function>
Function symbol(void* handle, const char* name) {
  void* const found = dlsym(handle, name);
  if (found == nullptr) {
    give_up(name, "the module does not have it");
  }
  return reinterpret_cast<Function>(found);
}

int entries(const char* folder) {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++count;
  }
  return count;
}

// The daemons' structures end where the module must not look: 7.0 has a member more in either.
struct WholeRequest {
  Request request{};
  unsigned char beyond[16];
};
struct WholeResult {
  Result result{};
  unsigned char beyond[16];
};

}  // namespace

std::string in_words(const Result& result, int returned) {
  using namespace zabbix::abi;
  if (returned == kNoValue) {
    return (result.type & kMessage) != 0 ? std::string("m|") + result.message : "-";
  }
  std::string words;
  if ((result.type & kUnsigned) != 0) {
    words += "u|" + std::to_string(result.number);
  }
  if ((result.type & kString) != 0) {
    words += std::string("s|") + result.string;
  }
  if ((result.type & kText) != 0) {
    words += std::string("t|") + result.text;
  }
  return words;
}

LoadedModule::LoadedModule(const char* path, int timeout) : handle_(dlopen(path, RTLD_NOW)) {
  if (handle_ == nullptr) {
    give_up(path, dlerror());
  }
  if (symbol<int (*)()>(handle_, "zbx_module_api_version")() != zabbix::abi::kApiVersion) {
    give_up(path, "another version of the interface");
  }
  if (symbol<int (*)()>(handle_, "zbx_module_init")() != zabbix::abi::kModuleOk) {
    give_up(path, "zbx_module_init failed");
  }
  items_ = symbol<Metric* (*)()>(handle_, "zbx_module_item_list")();
  symbol<void (*)(int)>(handle_, "zbx_module_item_timeout")(timeout);
}

std::string LoadedModule::call(const std::string& key, const std::vector<std::string>& parameters,
                               void (*before)(), void (*after)()) const {
  const Metric* item = items_;
  while (item->key != nullptr && key != item->key) {
    ++item;
  }
  if (item->key == nullptr) {
    return "m|no such key";
  }
  std::vector<std::string> copies = parameters;
  std::vector<char*> pointers;
  std::vector<int> types(copies.size(), 1);
  for (std::string& one : copies) {
    pointers.push_back(one.data());
  }
  WholeRequest request;
  request.request.key = item->key;
  request.request.parameter_count = static_cast<int>(pointers.size());
  request.request.parameters = pointers.data();
  request.request.parameter_types = types.data();
  WholeResult result;
  if (before != nullptr) {
    before();
  }
  const int returned = item->function(&request.request, &result.result);
  if (after != nullptr) {
    after();
  }
  std::string words = in_words(result.result, returned);
  std::free(result.result.string);
  std::free(result.result.text);
  std::free(result.result.message);
  return words;
}

Footprint footprint() {
  std::ifstream status("/proc/self/status");
  std::string word;
  long memory = 0;
  while (status >> word && word != "RssAnon:") {
  }
  status >> memory;
  status.close();
  return {memory, entries("/proc/self/fd"), entries("/proc/self/task")};
}

}  // namespace host
