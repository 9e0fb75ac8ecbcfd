#include "checks/join.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <utility>

namespace checks {
namespace {

namespace asio = boost::asio;

// Shared with the completions, which a loop that is torn down never calls.
struct Join {
  explicit Join(const asio::any_io_executor& executor)
      : all_done(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer all_done;
  std::size_t left = 0;
  std::exception_ptr bug;
};

void start(const asio::any_io_executor& executor, const std::shared_ptr<Join>& state, Task<> task) {
  ++state->left;
  asio::co_spawn(executor, std::move(task), [state](std::exception_ptr bug) {
    state->bug = bug ? std::move(bug) : state->bug;
    if (--state->left == 0) {
      state->all_done.cancel();
    }
  });
}

}  // namespace

Task<> join(std::vector<Task<>> tasks) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto state = std::make_shared<Join>(executor);
  for (Task<>& task : tasks) {
    start(executor, state, std::move(task));
  }
  boost::system::error_code ignored;
  while (state->left > 0) {
    co_await state->all_done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (state->bug) {
    std::rethrow_exception(state->bug);
  }
}

}  // namespace checks
