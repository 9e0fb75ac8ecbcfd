#include "checks/batch.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <deque>
#include <unordered_map>
#include <utility>

namespace checks {
namespace {

namespace asio = boost::asio;
using Clock = plugin::Deadline::Clock;

Task<> pause(std::chrono::milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

}  // namespace

struct Batch::State {
  struct Key {
    unsigned active = 0;
    std::deque<std::size_t> held_back;
  };

  State(EventLoop& on, BatchBounds within, std::vector<std::string> of, Job run)
      : loop(on), bounds(within), keys(std::move(of)), job(std::move(run)), done(keys.size()) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      ready.push_back(i);
    }
  }

  // Starts what may start. Not entered twice: a job that ends at once calls it from within.
  void pump() {
    if (is_pumping) {
      return;
    }
    is_pumping = true;
    while (active < bounds.at_once && !ready.empty()) {
      const std::size_t index = ready.front();
      ready.pop_front();
      Key& key = by_key[keys[index]];
      if (key.active < bounds.per_key) {
        ++active;
        ++key.active;
        loop.spawn(work(index));
      } else {
        key.held_back.push_back(index);
      }
    }
    is_pumping = false;
  }

  void release(std::size_t index) {
    --active;
    const auto key = by_key.find(keys[index]);
    --key->second.active;
    if (!key->second.held_back.empty()) {
      ready.push_front(key->second.held_back.front());
      key->second.held_back.pop_front();
    } else if (key->second.active == 0) {
      by_key.erase(key);
    }
  }

  // A bug ends the batch; the loop keeps it for its run() to throw.
  Task<std::optional<std::chrono::milliseconds>> watched_job(std::size_t index) {
    try {
      const std::optional<std::chrono::milliseconds> again = co_await job(index);
      co_return again;
    } catch (...) {
      has_bug = true;
      throw;
    }
  }

  Task<> work(std::size_t index) {
    const std::optional<std::chrono::milliseconds> again = co_await watched_job(index);
    release(index);
    pump();
    if (!again) {
      finish(index);
      co_return;
    }
    co_await pause(*again);
    if (is_closed) {
      finish(index);
      co_return;
    }
    ready.push_back(index);
    pump();
  }

  void finish(std::size_t index) {
    done[index] = true;
    if (++finished == keys.size() && pulse) {
      pulse->cancel();
    }
  }

  // Nothing more is begun.
  void close() {
    is_closed = true;
    ready.clear();
    for (auto& [name, key] : by_key) {
      key.held_back.clear();
    }
  }

  Task<> watch(const std::function<bool()>& must_stop) {
    pulse.emplace(co_await asio::this_coro::executor);
    while (finished < keys.size()) {
      boost::system::error_code ignored;
      pulse->expires_after(kBatchPulse);
      co_await pulse->async_wait(asio::redirect_error(asio::use_awaitable, ignored));
      const Clock::time_point now = Clock::now();
      const bool is_over = bounds.deadline && bounds.deadline->has_passed(now);
      if (is_over && !is_closed) {
        close();
      }
      const bool is_late = is_over && now - bounds.deadline->at() > kBatchGrace;
      if (must_stop() || has_bug || is_late || (is_closed && active == 0)) {
        loop.stop();
        co_return;
      }
    }
  }

  EventLoop& loop;
  BatchBounds bounds;
  std::vector<std::string> keys;
  Job job;
  std::vector<bool> done;
  std::size_t finished = 0;
  std::deque<std::size_t> ready;
  std::unordered_map<std::string, Key> by_key;  // that have a job under way or held back
  unsigned active = 0;
  bool is_pumping = false;
  bool is_closed = false;
  bool has_bug = false;
  std::optional<asio::steady_timer> pulse;
};

Batch::Batch(EventLoop& loop, BatchBounds bounds, std::vector<std::string> keys, Job job)
    : state_(std::make_unique<State>(loop, bounds, std::move(keys), std::move(job))) {}

Batch::~Batch() = default;

void Batch::run(const std::function<bool()>& must_stop) {
  state_->loop.spawn(state_->watch(must_stop));
  state_->pump();
  // Not left to the pulse alone: it waits its turn behind all that is ready.
  state_->loop.run_unless(must_stop);
}

bool Batch::is_done(std::size_t index) const { return state_->done[index]; }

}  // namespace checks
