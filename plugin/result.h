// A value, or one line for the user that says why there is none.
//
// For user errors only (options, thresholds, files): what is wrong, where, what was expected. A network
// failure is evidence (checks/evidence/failure.h) and a bug is an exception.

#pragma once

#include <utility>
#include <variant>

#include "plugin/text.h"

namespace plugin {

struct Error {
  Text text;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: meant to convert
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: meant to convert

  explicit operator bool() const { return held_.index() == 0; }
  T& operator*() & { return std::get<0>(held_); }
  const T& operator*() const& { return std::get<0>(held_); }
  T&& operator*() && { return std::get<0>(std::move(held_)); }
  T* operator->() { return &std::get<0>(held_); }
  const T* operator->() const { return &std::get<0>(held_); }
  const Error& error() const { return std::get<1>(held_); }

 private:
  std::variant<T, Error> held_;
};

struct Done {};  // Result<Done>: nothing to return but that it went well.

}  // namespace plugin
