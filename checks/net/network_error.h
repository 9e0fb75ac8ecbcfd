// How a network failure travels inside checks/net and checks/starttls. `attempt` (checks/attempt.h) turns it
// into evidence, and connect_to_first (connect_race.h) one among several addresses; it goes nowhere else.

#pragma once

#include <exception>
#include <string>
#include <utility>

#include "checks/evidence/failure.h"

namespace checks {

class NetworkError final : public std::exception {
 public:
  explicit NetworkError(Failure failure) : failure_(std::move(failure)) {}
  NetworkError(Stage stage, FailureKind kind, std::string text) : failure_{stage, kind, std::move(text)} {}

  const Failure& failure() const { return failure_; }
  const char* what() const noexcept override { return failure_.text.c_str(); }

 private:
  Failure failure_;
};

}  // namespace checks
