#include "checks/list/descriptors.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace checks {
namespace {

// Standard streams, the event loop, files, look-ups.
constexpr rlim_t kOfTheProcess = 64;

}  // namespace

std::size_t most_connections(const Settings& settings) {
  const std::size_t at_one_address = 1 + (settings.both_keys ? 2 : 0) + settings.refuse.size();
  const std::size_t addresses = settings.every_address ? kUsualAddresses : 1;
  return std::max(kFewestConnections, at_one_address * addresses);
}

std::optional<plugin::Text> raise_descriptors(ListSettings& settings, std::size_t connections) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return std::nullopt;
  }
  const rlim_t wanted = kOfTheProcess + connections * settings.concurrency;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) {
    return std::nullopt;
  }
  const rlim_t left = limit.rlim_cur > kOfTheProcess ? limit.rlim_cur - kOfTheProcess : 0;
  const auto possible = static_cast<unsigned>(std::max<rlim_t>(1, left / connections));
  const unsigned asked = settings.concurrency;
  settings.concurrency = std::min(asked, possible);
  return plugin::Text("only " + std::to_string(settings.concurrency) +
                      " endpoints are checked at once, not " + std::to_string(asked) +
                      ": this process may open " + std::to_string(limit.rlim_cur) + " files (ulimit -Hn)");
}

}  // namespace checks
