// A line on a terminal that says how far a run is.

#pragma once

#include <chrono>
#include <cstddef>

namespace checks {

// Writes to standard error, at most a few times a second, and only where that is a terminal: "1,234 of 10,000
// checked, 850 a second, 10 seconds left". Its line is wiped out at the end.
class Progress {
 public:
  explicit Progress(std::size_t count);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // One more is done.
  void advance();

 private:
  void show(std::chrono::steady_clock::time_point now);

  std::size_t count_;
  std::size_t done_ = 0;
  bool is_terminal_;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point shown_;
};

}  // namespace checks
