#include "zabbix/module.h"

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>
#include <vector>

#include "checks/openssl/guest.h"
#include "zabbix/answer.h"
#include "zabbix/item_parameters.h"
#include "zabbix/program.h"

namespace zabbix {
namespace {

using checks::Wanted;

constexpr int kDefaultTimeout = 3;  // of the daemons, in seconds

constinit std::atomic<int> daemon_timeout{kDefaultTimeout};

// Touched by this access model once, the thread-local data of the whole module (Asio's, libstdc++'s) lie in
// what libc reserves when it loads the module. Allocated at their first use they would end the daemon where
// there is no memory: libc aborts then.
[[gnu::tls_model("initial-exec")]] constinit thread_local volatile bool is_called = false;

// Null where there is no memory.
char* allocated(std::string_view text) noexcept {
  char* const copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy != nullptr) {
    std::memcpy(copy, text.data(), text.size());
    copy[text.size()] = '\0';
  }
  return copy;
}

// A message that has no memory is left out: the daemon then says that the item is not supported.
int refuse(abi::Result& result, std::string_view why) noexcept {
  result.message = allocated(why);
  result.type |= result.message == nullptr ? 0 : abi::kMessage;
  return abi::kNoValue;
}

int give(abi::Result& result, char*& member, abi::ResultType type, std::string_view text) noexcept {
  member = allocated(text);
  result.type |= member == nullptr ? 0 : type;
  return member == nullptr ? abi::kNoValue : abi::kValue;
}

int store(const Answer& answer, Wanted wanted, abi::Result& result) noexcept {
  if (!answer.has_value) {
    return refuse(result, answer.text);
  }
  switch (wanted) {
    case Wanted::document:
      return give(result, result.text, abi::kText, answer.text);
    case Wanted::left:
      return give(result, result.string, abi::kString, answer.text);
    case Wanted::status:
      result.number = static_cast<std::uint64_t>(answer.text.front() - '0');
      result.type |= abi::kUnsigned;
      return abi::kValue;
  }
  return abi::kNoValue;
}

std::vector<std::string_view> parameters_of(const abi::Request& request) {
  std::vector<std::string_view> parameters;
  for (int i = 0; i < request.parameter_count; ++i) {
    const char* const one = request.parameters[i];
    parameters.emplace_back(one == nullptr ? "" : one);
  }
  return parameters;
}

Answer answer_to(const abi::Request& request, Wanted wanted) {
  plugin::Result<checks::Settings> settings =
      read_parameters(parameters_of(request), kProgram.config, check_time(daemon_timeout));
  if (!settings) {
    return error_answer(settings.error().text, wanted);
  }
  settings->wanted = wanted;
  return answer(*settings);
}

int compute_or_throw(const abi::Request& request, abi::Result& result, Wanted wanted) {
  if (request.parameter_count > static_cast<int>(kMostParameters)) {
    return refuse(result,
                  std::string("Too many parameters: expected ") + request.key + "[" + kParameterNames + "].");
  }
  const checks::openssl::GuestScope scope;
  if (!scope) {
    return refuse(result, "OpenSSL has no memory for a context.");
  }
  return store(answer_to(request, wanted), wanted, result);
}

int compute(abi::Request* request, abi::Result* result, Wanted wanted) noexcept {
  is_called = true;
  try {
    return compute_or_throw(*request, *result, wanted);
  } catch (const std::exception& bug) {
    return refuse(*result, bug.what());
  } catch (...) {
    return refuse(*result, "an exception without a text");
  }
}

template <Wanted wanted>
int compute_item(abi::Request* request, abi::Result* result) {
  return compute(request, result, wanted);
}

// The interface wants writable characters.
constinit char kGet[] = "tls.get";
constinit char kLeft[] = "tls.left";
constinit char kStatus[] = "tls.status";
constinit char kTestParameters[] = "localhost";

constinit abi::Metric kItems[] = {
    {kGet, abi::kHasParameters, compute_item<Wanted::document>, kTestParameters},
    {kLeft, abi::kHasParameters, compute_item<Wanted::left>, kTestParameters},
    {kStatus, abi::kHasParameters, compute_item<Wanted::status>, kTestParameters},
    {nullptr, 0, nullptr, nullptr},
};

}  // namespace

std::chrono::milliseconds check_time(int timeout) {
  return std::chrono::seconds(timeout > 0 ? timeout : kDefaultTimeout) - kMargin;
}

}  // namespace zabbix

int zbx_module_api_version() { return zabbix::abi::kApiVersion; }

int zbx_module_init() { return zabbix::abi::kModuleOk; }

zabbix::abi::Metric* zbx_module_item_list() { return zabbix::kItems; }

void zbx_module_item_timeout(int seconds) { zabbix::daemon_timeout = seconds; }

int zbx_module_uninit() { return zabbix::abi::kModuleOk; }
