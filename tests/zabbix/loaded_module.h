// A loadable module opened and called as a Zabbix daemon does it.

#pragma once

#include <string>
#include <vector>

#include "zabbix/module_abi.h"

namespace host {

// "u|3", "s|-86400", "t|{...}", "m|why not": as zabbix_agentd -t prints results; "-" for a result that has
// nothing, though its function says that there is no value.
std::string in_words(const zabbix::abi::Result& result, int returned);

class LoadedModule {
 public:
  // Ends the program with a message if the module cannot be loaded. `timeout` is the daemon's, in seconds.
  LoadedModule(const char* path, int timeout);

  // The result in words, its memory freed. An unknown key is "m|no such key". Nothing of the host runs
  // between `before` and `after`.
  std::string call(const std::string& key, const std::vector<std::string>& parameters,
                   void (*before)() = nullptr, void (*after)() = nullptr) const;

  void* handle() const { return handle_; }

 private:
  void* handle_;
  zabbix::abi::Metric* items_;
};

// Of this process.
struct Footprint {
  long memory_kb = 0;  // resident, without what is mapped from files
  int descriptors = 0;
  int threads = 0;
};
Footprint footprint();

}  // namespace host
