#include "checks/list/progress.h"

#include <unistd.h>

#include <algorithm>
#include <string>

#include "checks/list/summary.h"
#include "plugin/duration.h"

namespace checks {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds kPace{200};
constexpr std::string_view kWipe = "\r\x1b[K";

// A terminal that takes nothing loses a line, no more.
void write_all(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace

Progress::Progress(std::size_t count)
    : count_(count), is_terminal_(::isatty(STDERR_FILENO) == 1), started_(Clock::now()), shown_(started_) {}

Progress::~Progress() {
  if (is_terminal_) {
    write_all(kWipe);
  }
}

void Progress::advance() {
  ++done_;
  if (!is_terminal_) {
    return;
  }
  if (const Clock::time_point now = Clock::now(); now - shown_ >= kPace) {
    shown_ = now;
    show(now);
  }
}

void Progress::show(Clock::time_point now) {
  const double taken = std::chrono::duration<double>(now - started_).count();
  const double rate = static_cast<double>(done_) / std::max(taken, 0.001);
  const auto left = std::chrono::seconds(static_cast<long>(static_cast<double>(count_ - done_) / rate));
  write_all(std::string(kWipe) + grouped(done_) + " of " + grouped(count_) + " checked, " +
            grouped(static_cast<std::size_t>(rate)) + " a second, " + plugin::in_words(left) + " left");
}

}  // namespace checks
