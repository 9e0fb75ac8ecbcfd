// Many jobs on one loop: so many at once, so many at once of one key.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/net/network.h"
#include "checks/net/task.h"
#include "plugin/deadline.h"

namespace checks {

struct BatchBounds {
  unsigned at_once = 1;
  unsigned per_key = 1;
  std::optional<plugin::Deadline> deadline;  // none of the jobs starts behind it
};

// How long after the deadline of a batch its last jobs may end; their own deadlines should be that one.
inline constexpr std::chrono::milliseconds kBatchGrace{200};

// How often it is looked whether the batch must stop.
inline constexpr std::chrono::milliseconds kBatchPulse{50};

class Batch {
 public:
  // Runs the job with that index; a time when it is to be tried again after that time, none when it is done.
  // Called on the loop; what leaves it by an exception ends the batch and is rethrown.
  using Job = std::function<Task<std::optional<std::chrono::milliseconds>>(std::size_t index)>;

  // A job for each of `keys`, begun in this order but for what a key's bound holds back. Must outlive the
  // loop's run, not the loop.
  Batch(EventLoop& loop, BatchBounds bounds, std::vector<std::string> keys, Job job);
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  // Until every job is done; or the deadline has passed, those under way with it; or `must_stop` says so,
  // those under way are left where they stand then.
  void run(const std::function<bool()>& must_stop);

  bool is_done(std::size_t index) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace checks
