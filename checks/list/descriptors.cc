#include "checks/list/descriptors.h"

#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace checks {
namespace {

// Of one check: a connection to each family while they race, and one for a fetch.
constexpr rlim_t kOfOneCheck = 3;
// Standard streams, the event loop, files, look-ups.
constexpr rlim_t kOfTheProcess = 64;

}  // namespace

std::optional<plugin::Text> raise_descriptors(ListSettings& settings) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) {
    return std::nullopt;
  }
  const rlim_t wanted = kOfTheProcess + kOfOneCheck * settings.concurrency;
  if (limit.rlim_cur < wanted) {
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
  }
  if (limit.rlim_cur >= wanted) {
    return std::nullopt;
  }
  const rlim_t left = limit.rlim_cur > kOfTheProcess ? limit.rlim_cur - kOfTheProcess : 0;
  const auto possible = static_cast<unsigned>(std::max<rlim_t>(1, left / kOfOneCheck));
  const unsigned asked = settings.concurrency;
  settings.concurrency = std::min(asked, possible);
  return plugin::Text("only " + std::to_string(settings.concurrency) +
                      " endpoints are checked at once, not " + std::to_string(asked) +
                      ": this process may open " + std::to_string(limit.rlim_cur) + " files (ulimit -Hn)");
}

}  // namespace checks
