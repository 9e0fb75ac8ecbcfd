#define BOOST_TEST_MODULE connect_race
#include "checks/net/connect_race.h"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <map>
#include <utility>

#include "checks/net/network_error.h"
#include "tests/support/run_task.h"

namespace {

namespace asio = boost::asio;
using checks::Connection;
using checks::ConnectTry;
using checks::FailureKind;
using checks::Task;

enum class Does { answers, refuses, is_silent };

class Dummy final : public Connection {
 public:
  Task<std::size_t> read_some(std::span<std::uint8_t>) override { co_return 0; }
  Task<> write_all(checks::ByteView) override { co_return; }
  void finish() override {}
};

// Addresses that do as they are told; a silent one hears nothing until it is given up.
class Addresses final : public checks::Network {
 public:
  explicit Addresses(std::map<std::string, Does> what) : what_(std::move(what)) {}

  Task<std::vector<std::string>> resolve(std::string host, checks::AddressFamily, plugin::Deadline) override {
    co_return std::vector<std::string>{host};
  }

  Task<std::unique_ptr<Connection>> connect(std::string address, std::uint16_t, plugin::Deadline,
                                            plugin::Deadline deadline) override {
    const Does does = what_.at(address);
    if (does == Does::is_silent) {
      ++waited;
      const asio::any_io_executor executor = co_await asio::this_coro::executor;
      asio::steady_timer timer(executor, deadline.at());
      boost::system::error_code error;
      co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
      given_up += error ? 1 : 0;
      throw checks::NetworkError(checks::Stage::connect, FailureKind::deadline, "no answer");
    }
    if (does == Does::refuses) {
      throw checks::NetworkError(checks::Stage::connect, FailureKind::refused, "connection refused");
    }
    co_return std::make_unique<Dummy>();
  }

  int waited = 0;  // how many were silent
  int given_up = 0;

 private:
  std::map<std::string, Does> what_;
};

// Each of whose connections is a race itself, as through a proxy with several addresses, and then says
// something.
class Routed final : public checks::Network {
 public:
  Routed(checks::Network& direct, std::map<std::string, std::vector<std::string>> ways)
      : direct_(direct), ways_(std::move(ways)) {}

  Task<std::vector<std::string>> resolve(std::string host, checks::AddressFamily, plugin::Deadline) override {
    co_return std::vector<std::string>{host};
  }

  Task<std::unique_ptr<Connection>> connect(std::string address, std::uint16_t port, plugin::Deadline,
                                            plugin::Deadline deadline) override {
    std::vector<ConnectTry> tries;
    std::unique_ptr<Connection> connection =
        co_await checks::connect_to_first(direct_, ways_.at(address), port, deadline, tries);
    if (!connection) {
      throw checks::NetworkError(checks::Stage::proxy, FailureKind::deadline, "no answer");
    }
    co_await connection->write_all({});
    co_return std::move(connection);
  }

 private:
  checks::Network& direct_;
  std::map<std::string, std::vector<std::string>> ways_;
};

Task<> race(checks::Network& network, std::vector<std::string> addresses, plugin::Deadline deadline,
            std::vector<ConnectTry>& tries, bool& won) {
  const std::unique_ptr<Connection> winner =
      co_await checks::connect_to_first(network, std::move(addresses), 443, deadline, tries);
  won = winner != nullptr;
}

BOOST_AUTO_TEST_CASE(families_take_turns) {
  const struct {
    std::vector<std::string> addresses;
    std::vector<std::string> order;
  } kRows[] = {
      {{"192.0.2.1"}, {"192.0.2.1"}},
      {{"192.0.2.1", "192.0.2.2"}, {"192.0.2.1", "192.0.2.2"}},
      {{"2001:db8::1", "2001:db8::2", "192.0.2.1", "192.0.2.2"},
       {"2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2"}},
      {{"192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1"},
       {"192.0.2.1", "2001:db8::1", "192.0.2.2", "192.0.2.3"}},
  };
  for (const auto& row : kRows) {
    BOOST_TEST(checks::interleaved(row.addresses) == row.order, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(the_first_that_answers_wins) {
  const struct {
    const char* name;
    std::vector<std::pair<std::string, Does>> addresses;
    bool wins;
    const char* tries;
    int given_up;
  } kRows[] = {
      {"the first", {{"a", Does::answers}, {"b", Does::answers}}, true, "a", 0},
      {"after one that refuses", {{"a", Does::refuses}, {"b", Does::answers}}, true, "a refused; b", 0},
      {"after one that is silent", {{"a", Does::is_silent}, {"b", Does::answers}}, true, "b", 1},
      {"after both",
       {{"a", Does::is_silent}, {"b", Does::refuses}, {"c", Does::answers}, {"d", Does::answers}},
       true,
       "b refused; c",
       1},
      {"none", {{"a", Does::refuses}, {"b", Does::refuses}}, false, "a refused; b refused", 0},
      {"none, and one is silent",
       {{"a", Does::is_silent}, {"b", Does::refuses}},
       false,
       "a deadline; b refused",
       0},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      Addresses network({row.addresses.begin(), row.addresses.end()});
      std::vector<std::string> addresses;
      for (const auto& [address, does] : row.addresses) {
        addresses.push_back(address);
      }
      std::vector<ConnectTry> tries;
      bool won = false;
      const auto time = std::chrono::milliseconds(row.wins ? 60'000 : 400);
      tests::run(race(network, addresses, plugin::Deadline::after(time), tries, won));
      std::string told;
      for (const ConnectTry& one : tries) {
        told += (told.empty() ? "" : "; ") + one.address +
                (one.failure ? std::string(" ") + word(one.failure->kind) : "");
      }
      BOOST_TEST(told == row.tries);
      BOOST_TEST(won == row.wins);
      BOOST_TEST(network.given_up == row.given_up);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_race_within_a_race_is_given_up) {
  const struct {
    const char* name;
    std::vector<std::string> way;
  } kRows[] = {
      {"between two", {"silent", "silent", "silent", "silent"}},
      {"behind the last", {"silent"}},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      Addresses direct({{"silent", Does::is_silent}, {"quick", Does::answers}});
      Routed network(direct, {{"a", row.way}, {"b", {"quick"}}});
      std::vector<ConnectTry> tries;
      bool won = false;
      tests::run(race(network, {"a", "b"}, plugin::Deadline::after(std::chrono::minutes(1)), tries, won));
      BOOST_TEST(won);
      BOOST_REQUIRE(tries.size() == 1U);
      BOOST_TEST(tries.front().address == "b");
      BOOST_TEST(direct.waited > 0);
      BOOST_TEST(direct.given_up == direct.waited);
    }
  }
}

// Between the end of one wait and the begin of the next, too.
BOOST_AUTO_TEST_CASE(who_has_more_to_do_is_given_up) {
  class Slow final : public checks::Network {
   public:
    Task<std::vector<std::string>> resolve(std::string host, checks::AddressFamily,
                                           plugin::Deadline) override {
      co_return std::vector<std::string>{host};
    }
    Task<std::unique_ptr<Connection>> connect(std::string address, std::uint16_t, plugin::Deadline,
                                              plugin::Deadline deadline) override {
      auto connection = std::make_unique<Dummy>();
      if (address == "slow") {
        const asio::any_io_executor executor = co_await asio::this_coro::executor;
        asio::steady_timer timer(executor, deadline.at());
        boost::system::error_code error;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, error));
        co_await connection->write_all({});
        has_gone_on = true;
      }
      co_return std::move(connection);
    }
    bool has_gone_on = false;
  };
  Slow network;
  std::vector<ConnectTry> tries;
  bool won = false;
  tests::run(race(network, {"slow", "quick"}, plugin::Deadline::after(std::chrono::minutes(1)), tries, won));
  BOOST_TEST(won);
  BOOST_TEST(tries.size() == 1U);
  BOOST_TEST(!network.has_gone_on);
}

}  // namespace
