// One deadline for everything that a check does, on the monotonic clock.

#pragma once

#include <chrono>

namespace plugin {

class Deadline {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Deadline(Clock::time_point at) : at_(at) {}
  static Deadline after(std::chrono::milliseconds timeout) { return Deadline(Clock::now() + timeout); }

  Clock::time_point at() const { return at_; }
  bool has_passed(Clock::time_point now) const { return now >= at_; }
  // Never negative.
  Clock::duration left(Clock::time_point now) const {
    return now >= at_ ? Clock::duration::zero() : at_ - now;
  }

 private:
  Clock::time_point at_;
};

}  // namespace plugin
