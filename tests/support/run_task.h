// Runs one coroutine to its end, outside of any other.

#pragma once

#include <optional>
#include <utility>

#include "checks/net/network_error.h"
#include "checks/net/task.h"

namespace tests {

// Rethrows what leaves it.
void run(checks::Task<> task);

template <class T>
checks::Task<> keep(checks::Task<T> task, std::optional<T>& result) {
  result.emplace(co_await std::move(task));
}

template <class T>
T run(checks::Task<T> task) {
  std::optional<T> result;
  run(keep(std::move(task), result));
  return std::move(*result);
}

// The failure that the coroutine ends with; none if it goes well.
template <class T>
std::optional<checks::Failure> failure_of(checks::Task<T> task) {
  try {
    run(std::move(task));
  } catch (const checks::NetworkError& error) {
    return error.failure();
  }
  return std::nullopt;
}

}  // namespace tests
