// The binary interface between a Zabbix daemon and a loadable module, written down from how 6.0 and 7.0
// behave.
//
// The daemon (agent, server or proxy) opens the module before it forks its children (RTLD_NOW) and calls, in
// this order and as far as they exist: zbx_module_api_version, zbx_module_init, zbx_module_item_list,
// zbx_module_item_timeout. Items are then computed in the children, one after the other in each, by the
// function of their key's row. zbx_module_uninit is called when the daemon ends.
//
// 7.0 appends members to the request and to the result; those named here lie at the same places in both.

#pragma once

#include <cstdint>

namespace zabbix::abi {

inline constexpr int kApiVersion = 2;

// What zbx_module_init and zbx_module_uninit return.
inline constexpr int kModuleOk = 0;

// What the function of a key returns.
enum Returned : int { kValue = 0, kNoValue = 1 };

// Which members of a result are set; several bits may be.
enum ResultType : int { kUnsigned = 0x01, kString = 0x04, kText = 0x08, kMessage = 0x20 };

// Of a key: it takes parameters.
inline constexpr unsigned kHasParameters = 1;

// The parameters of an item's key, NUL-terminated, as the daemon parsed them: macros replaced, quotes taken
// off. They and the request belong to the daemon.
struct Request {
  char* key;
  int parameter_count;
  char** parameters;
  std::uint64_t last_log_size;
  int modification_time;
  int* parameter_types;  // 1: a string; 2: an array "[a,b]", its brackets taken off
};

// What the key's function fills. `string`, `text` and `message` must come from malloc: the daemon frees them.
struct Result {
  std::uint64_t last_log_size;
  std::uint64_t number;
  double floating;
  char* string;
  char* text;
  char* message;  // without a value: why, shown as the item's error
  void* log;
  int type;  // ResultType
  int modification_time;
};

// A row of the list of keys, which ends with a row whose key is null.
struct Metric {
  char* key;
  unsigned flags;
  int (*function)(Request* request, Result* result);
  char* test_parameters;  // for the list that zabbix_agentd -p prints
};

}  // namespace zabbix::abi

#define TLS_EXPORTED __attribute__((visibility("default")))

extern "C" {
TLS_EXPORTED int zbx_module_api_version();
TLS_EXPORTED int zbx_module_init();
TLS_EXPORTED zabbix::abi::Metric* zbx_module_item_list();
TLS_EXPORTED void zbx_module_item_timeout(int seconds);
TLS_EXPORTED int zbx_module_uninit();
}
