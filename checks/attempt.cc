#include "checks/attempt.h"

#include <utility>

#include "checks/net/network_error.h"

namespace checks {

Task<bool> attempt(std::optional<Failure>& failure, Task<> work) {
  try {
    co_await std::move(work);
  } catch (const NetworkError& error) {
    failure = error.failure();
  }
  co_return !failure.has_value();
}

}  // namespace checks
