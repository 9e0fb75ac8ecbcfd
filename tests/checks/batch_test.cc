#define BOOST_TEST_MODULE batch
#include "checks/batch.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
using checks::Batch;
using checks::BatchBounds;
using checks::Task;
using std::chrono::milliseconds;

Task<> pause(milliseconds time) {
  asio::steady_timer timer(co_await asio::this_coro::executor, time);
  boost::system::error_code ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
}

// Jobs that look at how many of them run at once.
struct World {
  checks::EventLoop loop;
  std::vector<std::string> keys;
  std::vector<std::size_t> order = {};  // as begun
  unsigned active = 0;
  unsigned most = 0;
  std::map<std::string, unsigned> active_of = {};
  std::map<std::string, unsigned> most_of = {};
  unsigned failures_left = 0;  // jobs that want another try
  milliseconds length{1};

  Task<std::optional<milliseconds>> work(std::size_t index) {
    order.push_back(index);
    most = std::max(most, ++active);
    most_of[keys[index]] = std::max(most_of[keys[index]], ++active_of[keys[index]]);
    co_await pause(length);
    --active;
    --active_of[keys[index]];
    if (failures_left > 0) {
      --failures_left;
      co_return milliseconds(1);
    }
    co_return std::nullopt;
  }
  Task<std::optional<milliseconds>> at_once(std::size_t index) {
    order.push_back(index);
    co_return std::nullopt;
  }
};

bool never() { return false; }

unsigned done_of(const Batch& batch, std::size_t jobs) {
  unsigned done = 0;
  for (std::size_t i = 0; i < jobs; ++i) {
    done += batch.is_done(i) ? 1 : 0;
  }
  return done;
}

BOOST_AUTO_TEST_CASE(keeps_to_its_bounds) {
  for (const unsigned at_once : {1U, 3U, 100U}) {
    for (const unsigned per_key : {1U, 2U, 100U}) {
      BOOST_TEST_CONTEXT(at_once << " at once, " << per_key << " of one key") {
        World world;
        for (int i = 0; i < 40; ++i) {
          world.keys.push_back(i % 4 == 0 ? "a" : "b" + std::to_string(i));
        }
        Batch batch(world.loop, BatchBounds{at_once, per_key, {}}, world.keys,
                    [&](std::size_t index) { return world.work(index); });
        batch.run(never);
        BOOST_TEST(done_of(batch, 40) == 40U);
        BOOST_TEST(world.most == std::min(at_once, per_key >= 10 ? 40U : 30U + per_key));
        BOOST_TEST(world.most_of["a"] <= std::min(at_once, per_key));
        std::sort(world.order.begin(), world.order.end());
        BOOST_TEST((std::unique(world.order.begin(), world.order.end()) == world.order.end()));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(begins_in_order) {
  World world;
  world.keys = {"a", "b", "a", "a", "c"};
  Batch batch(world.loop, BatchBounds{1, 1, {}}, world.keys,
              [&](std::size_t index) { return world.work(index); });
  batch.run(never);
  BOOST_TEST(world.order == (std::vector<std::size_t>{0, 1, 2, 3, 4}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_to_do) {
  World world;
  Batch batch(world.loop, BatchBounds{}, {}, [&](std::size_t index) { return world.work(index); });
  batch.run(never);
  BOOST_TEST(world.order.empty());
}

BOOST_AUTO_TEST_CASE(jobs_that_end_at_once_do_not_nest) {
  World world;
  world.keys.assign(100'000, "a");
  Batch batch(world.loop, BatchBounds{2, 1, {}}, world.keys,
              [&](std::size_t index) { return world.at_once(index); });
  batch.run(never);
  BOOST_TEST(done_of(batch, world.keys.size()) == world.keys.size());
}

BOOST_AUTO_TEST_CASE(tries_again) {
  World world;
  world.keys = {"a", "a", "b"};
  world.failures_left = 5;
  Batch batch(world.loop, BatchBounds{2, 1, {}}, world.keys,
              [&](std::size_t index) { return world.work(index); });
  batch.run(never);
  BOOST_TEST(done_of(batch, 3) == 3U);
  BOOST_TEST(world.order.size() == 8U);
}

BOOST_AUTO_TEST_CASE(stops_where_it_stands) {
  World world;
  world.keys.assign(10, "a");
  world.length = std::chrono::hours(1);
  Batch batch(world.loop, BatchBounds{4, 4, {}}, world.keys,
              [&](std::size_t index) { return world.work(index); });
  batch.run([&] { return world.active == 4; });
  BOOST_TEST(done_of(batch, 10) == 0U);
  BOOST_TEST(world.order.size() == 4U);
}

BOOST_AUTO_TEST_CASE(begins_nothing_behind_its_deadline) {
  World world;
  world.keys.assign(3, "a");
  world.length = std::chrono::hours(1);
  Batch batch(world.loop, BatchBounds{2, 2, plugin::Deadline::after(milliseconds(1))}, world.keys,
              [&](std::size_t index) { return world.work(index); });
  batch.run(never);
  BOOST_TEST(done_of(batch, 3) == 0U);
  BOOST_TEST(world.order.size() == 2U);
}

Task<std::optional<milliseconds>> bug(std::size_t) {
  throw std::logic_error("a bug");
  co_return std::nullopt;
}

BOOST_AUTO_TEST_CASE(a_bug_is_no_result) {
  World world;
  Batch batch(world.loop, BatchBounds{}, {"a", "b"}, bug);
  BOOST_CHECK_THROW(batch.run(never), std::logic_error);
}

}  // namespace
