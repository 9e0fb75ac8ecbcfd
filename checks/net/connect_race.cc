#include "checks/net/connect_race.h"

#include <algorithm>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <list>
#include <utility>

#include "checks/net/network_error.h"

namespace checks {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

struct Runner {
  ConnectTry attempt;
  asio::cancellation_signal give_up;
  bool has_ended = false;
};

// Shared with every runner, which may come to its end after the race.
struct Race {
  explicit Race(const asio::any_io_executor& executor) : something_happened(executor) {}

  asio::steady_timer something_happened;  // cancelled then
  bool has_news = false;                  // it happened since the last wait: perhaps before that one began
  std::list<Runner> runners;              // which do not move
  std::size_t running = 0;
  std::unique_ptr<Connection> winner;
};

bool is_ipv6(const std::string& address) { return address.find(':') != std::string::npos; }

Task<> run(Network& network, std::shared_ptr<Race> race, Runner& runner, std::uint16_t port,
           plugin::Deadline deadline) {
  const Clock::time_point start = Clock::now();
  std::unique_ptr<Connection> made;
  try {
    std::unique_ptr<Connection> connection =
        co_await network.connect(runner.attempt.address, port, deadline, deadline);
    made = std::move(connection);
  } catch (const NetworkError& error) {
    runner.attempt.failure = error.failure();
  } catch (const boost::system::system_error& error) {
    // Given up between two of its waits: Asio throws at the next co_await.
    if (error.code() != asio::error::operation_aborted) {
      throw;
    }
  }
  runner.attempt.taken = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
  runner.has_ended = true;
  --race->running;
  if (made && race->winner) {
    co_return;  // another was quicker in the same turn of the loop
  }
  if (made) {
    race->winner = std::move(made);
    race->runners.splice(race->runners.end(), race->runners,
                         std::ranges::find(race->runners, &runner, [](Runner& one) { return &one; }));
  }
  race->has_news = true;
  race->something_happened.cancel();
}

void start(Network& network, const std::shared_ptr<Race>& race, std::string address, std::uint16_t port,
           plugin::Deadline deadline) {
  Runner& runner = race->runners.emplace_back();
  runner.attempt.address = std::move(address);
  ++race->running;
  asio::co_spawn(race->something_happened.get_executor(), run(network, race, runner, port, deadline),
                 asio::bind_cancellation_slot(runner.give_up.slot(), [race](std::exception_ptr error) {
                   if (error) {
                     std::rethrow_exception(error);
                   }
                 }));
}

Task<> wait(std::shared_ptr<Race> race, Clock::time_point until) {
  if (!race->has_news) {
    race->something_happened.expires_at(until);
    boost::system::error_code ignored;
    co_await race->something_happened.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
  race->has_news = false;
}

Task<> hold(Network& network, std::shared_ptr<Race> race, std::vector<std::string> addresses,
            std::uint16_t port, plugin::Deadline deadline) {
  for (std::size_t i = 0; i < addresses.size() && !race->winner; ++i) {
    start(network, race, std::move(addresses[i]), port, deadline);
    co_await wait(race, Clock::now() + kConnectAttemptDelay);
  }
  while (!race->winner && race->running > 0) {
    co_await wait(race, Clock::time_point::max());
  }
}

void give_up_rest(Race& race) {
  for (Runner& runner : race.runners) {
    if (!runner.has_ended) {
      runner.give_up.emit(asio::cancellation_type::terminal);
    }
  }
}

}  // namespace

std::vector<std::string> interleaved(const std::vector<std::string>& addresses) {
  std::vector<std::string> families[2];
  for (const std::string& address : addresses) {
    families[is_ipv6(address) == is_ipv6(addresses.front()) ? 0 : 1].push_back(address);
  }
  std::vector<std::string> order;
  for (std::size_t i = 0; order.size() < addresses.size(); ++i) {
    for (std::vector<std::string>& family : families) {
      if (i < family.size()) {
        order.push_back(std::move(family[i]));
      }
    }
  }
  return order;
}

Task<std::unique_ptr<Connection>> connect_to_first(Network& network, std::vector<std::string> addresses,
                                                   std::uint16_t port, plugin::Deadline deadline,
                                                   std::vector<ConnectTry>& tries) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto race = std::make_shared<Race>(executor);
  // No guard's destructor: it would also run where the loop is destroyed with all that stands in it, and wake
  // timers that are gone.
  try {
    co_await hold(network, race, std::move(addresses), port, deadline);
  } catch (...) {
    give_up_rest(*race);
    throw;
  }
  for (const Runner& runner : race->runners) {
    if (runner.has_ended) {
      tries.push_back(runner.attempt);
    }
  }
  give_up_rest(*race);
  co_return std::move(race->winner);
}

}  // namespace checks
