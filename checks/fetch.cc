#include "checks/fetch.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "checks/attempt.h"

namespace checks {
namespace {

namespace asio = boost::asio;

Task<> get(Fetcher& fetcher, plugin::Deadline deadline, Fetch& into) {
  Bytes answer = co_await http_get(fetcher.client, into.url, kMaxAiaAnswer, deadline);
  into.answer = std::move(answer);
}

Task<> fetch_one(Fetcher& fetcher, plugin::Deadline deadline, Fetch& into) {
  std::optional<Fetch> kept = fetcher.cache ? fetcher.cache->find(into, fetcher.clock) : std::nullopt;
  if (kept) {
    into = *std::move(kept);
    co_return;
  }
  co_await attempt(into.failure, get(fetcher, deadline, into));
  if (fetcher.cache) {
    fetcher.cache->keep(into, fetcher.clock);
  }
}

// Waits for several coroutines. Shared with their completions, which a loop that is torn down never calls.
struct Join {
  explicit Join(const asio::any_io_executor& executor)
      : all_done(executor, asio::steady_timer::time_point::max()) {}

  asio::steady_timer all_done;
  std::size_t left = 0;
  std::exception_ptr bug;
};

void start(const asio::any_io_executor& executor, const std::shared_ptr<Join>& join, Task<> task) {
  ++join->left;
  asio::co_spawn(executor, std::move(task), [join](std::exception_ptr bug) {
    join->bug = bug ? std::move(bug) : join->bug;
    if (--join->left == 0) {
      join->all_done.cancel();
    }
  });
}

}  // namespace

Task<> fetch(Fetcher& fetcher, std::vector<FetchRequest> requests, plugin::Deadline deadline,
             Evidence& evidence) {
  std::vector<Fetch> fetches(requests.size());
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto join = std::make_shared<Join>(executor);
  for (std::size_t i = 0; i < requests.size(); ++i) {
    fetches[i].purpose = std::move(requests[i].purpose);
    fetches[i].url = std::move(requests[i].url);
    fetches[i].request = std::move(requests[i].body);
    start(executor, join, fetch_one(fetcher, deadline, fetches[i]));
  }
  boost::system::error_code ignored;
  while (join->left > 0) {
    co_await join->all_done.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  if (join->bug) {
    std::rethrow_exception(join->bug);
  }
  std::move(fetches.begin(), fetches.end(), std::back_inserter(evidence.fetches));
}

}  // namespace checks
