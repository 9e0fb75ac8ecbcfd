#include "checks/net/network.h"

#define BOOST_TEST_MODULE network
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stdexcept>

#include "tests/support/run_task.h"

namespace {

using checks::AddressFamily;
using checks::Bytes;
using checks::Connection;
using checks::EventLoop;
using checks::Failure;
using checks::FailureKind;
using checks::LookupAnswer;
using checks::Network;
using checks::NetworkError;
using checks::Stage;
using checks::Stream;
using checks::Task;
using plugin::Deadline;
using std::chrono::milliseconds;

Deadline in(int count) { return Deadline::after(milliseconds(count)); }
Deadline soon() { return in(50); }
Deadline late() { return in(60000); }

// A listening socket of loopback; the system completes connections without our accepting them.
class Listener {
 public:
  Listener() : descriptor_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    ::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(descriptor_, 5);
    ::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return port_; }
  int accept() const { return ::accept(descriptor_, nullptr, nullptr); }
  void close() {
    if (descriptor_ >= 0) {
      ::close(descriptor_);
      descriptor_ = -1;
    }
  }

 private:
  int descriptor_;
  std::uint16_t port_ = 0;
};

void reset(int descriptor) {
  const linger at_once{1, 0};
  ::setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  ::close(descriptor);
}

// Runs it on a loop of its own; what it throws comes out.
template <class Body>
void with_network(Body body) {
  EventLoop loop;
  loop.spawn(body(loop.network()));
  loop.run();
}

template <class Body>
Failure failure_with_network(Body body) {
  try {
    with_network(body);
  } catch (const NetworkError& error) {
    return error.failure();
  }
  return {Stage::connect, FailureKind::other, "it went well"};
}

Task<> connect_to(Network& network, std::string address, std::uint16_t port) {
  const std::unique_ptr<Connection> connection = co_await network.connect(address, port, late(), late());
}

BOOST_AUTO_TEST_CASE(connections_that_fail) {
  Listener closed;
  closed.close();
  const struct {
    std::string address;
    FailureKind kind;
    const char* text;
  } rows[] = {
      {"127.0.0.1", FailureKind::refused, "connection refused"},
      {"localhost", FailureKind::other, "'localhost' is no address"},
      {"fe80::1", FailureKind::unreachable, ""},
      {"fe80::1%lo", FailureKind::no_route, ""},
      {"fe80::1%nosuch0", FailureKind::unreachable, "this machine has no interface 'nosuch0'"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.address) {
      const Failure failure = failure_with_network(
          [&](Network& network) { return connect_to(network, row.address, closed.port()); });
      BOOST_TEST((failure.stage == Stage::connect));
      BOOST_TEST((failure.kind == row.kind), failure.text);
      BOOST_TEST((*row.text == 0 || failure.text == row.text), failure.text);
    }
  }
}

enum class Act { says, closes, resets, is_silent, drips };

Task<> read_a_line(Network& network, Listener& listener, Act act) {
  const Deadline deadline = act == Act::is_silent || act == Act::drips ? soon() : late();
  const std::unique_ptr<Connection> connection =
      co_await network.connect("127.0.0.1", listener.port(), deadline, deadline);
  const int server = listener.accept();
  BOOST_TEST((::send(server, "2", act == Act::drips ? 1 : 0, 0) >= 0));
  if (act == Act::closes || act == Act::says) {
    BOOST_TEST((::send(server, "ok\r\n", act == Act::says ? 4 : 0, 0) >= 0));
    ::close(server);
  } else if (act == Act::resets) {
    reset(server);
  }
  Stream stream(*connection);
  stream.set_stage(Stage::starttls, "before the greeting");
  const std::string line = co_await stream.read_line();
  BOOST_TEST(line == "ok");
}

BOOST_AUTO_TEST_CASE(servers_that_end) {
  const struct {
    Act act;
    FailureKind kind;
    const char* text;
  } rows[] = {
      {Act::says, FailureKind::other, "it went well"},
      {Act::closes, FailureKind::closed, "the server closed the connection before the greeting"},
      {Act::resets, FailureKind::reset, "the server reset the connection before the greeting"},
      {Act::is_silent, FailureKind::deadline, "the server sent nothing within the timeout"},
      {Act::drips, FailureKind::deadline, "the timeout passed before the greeting"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      Listener listener;
      const Failure failure =
          failure_with_network([&](Network& network) { return read_a_line(network, listener, row.act); });
      BOOST_TEST((failure.kind == row.kind));
      BOOST_TEST(failure.text == row.text);
    }
  }
}

Task<> wait_twice(Network& network, Listener& listener) {
  const std::unique_ptr<Connection> connection =
      co_await network.connect("127.0.0.1", listener.port(), late(), late());
  const int server = listener.accept();
  Stream stream(*connection);
  const std::optional<Bytes> nothing = co_await stream.read_some_within(10, milliseconds(1));
  BOOST_TEST(!nothing.has_value());
  co_await stream.write("still there");
  char heard[20];
  BOOST_TEST(::recv(server, heard, sizeof(heard), 0) == 11);
  BOOST_TEST(::send(server, "yes", 3, 0) == 3);
  const std::optional<Bytes> answer = co_await stream.read_some_within(10, milliseconds(60000));
  BOOST_TEST((answer && answer->size() == 3));
  connection->finish();
  BOOST_TEST(::recv(server, heard, sizeof(heard), 0) == 0);
  ::close(server);
}

BOOST_AUTO_TEST_CASE(patience_leaves_the_connection_open) {
  Listener listener;
  with_network([&](Network& network) { return wait_twice(network, listener); });
}

// A server that never reads: the write blocks until the deadline. No SIGPIPE after a reset.
Task<> write_much(Network& network, Listener& listener, bool resets) {
  const Deadline deadline = resets ? late() : soon();
  const std::unique_ptr<Connection> connection =
      co_await network.connect("127.0.0.1", listener.port(), deadline, deadline);
  const int server = listener.accept();
  if (resets) {
    reset(server);
  }
  Stream stream(*connection);
  const Bytes much(64 << 20);
  co_await stream.write(checks::ByteView(much));
}

BOOST_AUTO_TEST_CASE(writes_that_fail) {
  for (const bool resets : {false, true}) {
    Listener listener;
    const Failure failure =
        failure_with_network([&](Network& network) { return write_much(network, listener, resets); });
    BOOST_TEST((failure.kind == FailureKind::deadline) == !resets);
    BOOST_TEST((failure.kind == FailureKind::reset || failure.kind == FailureKind::closed) == resets);
  }
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += word + " ";
  }
  return text;
}

Task<> resolve_into(Network& network, std::string host, AddressFamily family, Deadline deadline,
                    std::string& result) {
  const std::vector<std::string> addresses = co_await network.resolve(host, family, deadline);
  result = joined(addresses);
}

BOOST_AUTO_TEST_CASE(names_and_numbers) {
  const struct {
    std::string host;
    AddressFamily family;
    const char* expected;  // addresses, or the failure's text
  } rows[] = {
      {"127.0.0.1", AddressFamily::any, "127.0.0.1 "},
      {"::1", AddressFamily::ipv6, "::1 "},
      {"fe80::1%lo", AddressFamily::any, "fe80::1%lo "},
      {"127.0.0.1", AddressFamily::ipv6, "127.0.0.1 is not an IPv6 address"},
      {"::1", AddressFamily::ipv4, "::1 is not an IPv4 address"},
      {"localhost", AddressFamily::ipv4, "127.0.0.1 "},
      {"two words", AddressFamily::any, "no host name has the character ' ' (place 4)"},
      {"", AddressFamily::any, "the host name is empty"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.host) {
      std::string result;
      const Failure failure = failure_with_network(
          [&](Network& network) { return resolve_into(network, row.host, row.family, late(), result); });
      BOOST_TEST((result.empty() ? failure.text : result) == row.expected);
      BOOST_TEST((!result.empty() ||
                  (failure.stage == Stage::resolve && failure.kind == FailureKind::name_not_found)));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_name_that_does_not_exist) {
  std::string result;
  const Failure failure = failure_with_network([&](Network& network) {
    return resolve_into(network, "nonexistent.invalid", AddressFamily::any, late(), result);
  });
  BOOST_TEST(result == "");
  // Which of them depends on whether this machine has a resolver.
  BOOST_TEST((failure.kind == FailureKind::name_not_found || failure.kind == FailureKind::resolver_silent));
}

// A resolver that stays inside libc until the test lets it go. Lives for ever, as abandoned threads may.
struct SlowResolver {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_open = false;
  int asked = 0;

  void open(bool wide) {
    const std::lock_guard lock(mutex);
    is_open = wide;
    changed.notify_all();
  }
};

SlowResolver& slow() {
  static SlowResolver* const resolver = new SlowResolver;
  return *resolver;
}

LookupAnswer slow_look_up(const std::string& host, AddressFamily) {
  std::unique_lock lock(slow().mutex);
  ++slow().asked;
  slow().changed.wait(lock, [] { return slow().is_open; });
  return {0, 0, {host == "first.example" ? "192.0.2.1" : "192.0.2.2"}};
}

Task<> open_now() {
  slow().open(true);
  co_return;
}

BOOST_AUTO_TEST_CASE(a_name_is_looked_up_once_at_a_time) {
  slow().open(false);
  slow().asked = 0;
  std::string results[4];
  EventLoop loop;
  Network& network = loop.network(4, slow_look_up);
  loop.spawn(resolve_into(network, "first.example", AddressFamily::any, late(), results[0]));
  loop.spawn(resolve_into(network, "first.example", AddressFamily::any, late(), results[1]));
  loop.spawn(resolve_into(network, "first.example", AddressFamily::ipv4, late(), results[2]));
  loop.spawn(resolve_into(network, "second.example", AddressFamily::any, late(), results[3]));
  loop.spawn(open_now());
  loop.run();
  BOOST_TEST(slow().asked == 3);
  BOOST_TEST(results[0] == "192.0.2.1 ");
  BOOST_TEST(results[1] == "192.0.2.1 ");
  BOOST_TEST(results[2] == "192.0.2.1 ");
  BOOST_TEST(results[3] == "192.0.2.2 ");
  BOOST_TEST(!loop.has_abandoned_lookups());
}

BOOST_AUTO_TEST_CASE(a_silent_resolver) {
  slow().open(false);
  std::string result;
  Failure failure;
  {
    EventLoop loop;
    loop.spawn(
        resolve_into(loop.network(1, slow_look_up), "first.example", AddressFamily::any, soon(), result));
    try {
      loop.run();
    } catch (const NetworkError& error) {
      failure = error.failure();
    }
    BOOST_TEST(loop.has_abandoned_lookups());
  }
  BOOST_TEST(result == "");
  BOOST_TEST((failure.stage == Stage::resolve));
  BOOST_TEST((failure.kind == FailureKind::resolver_silent));
  BOOST_TEST(failure.text == "the resolver gave no answer for first.example within the timeout");
  slow().open(true);
}

Task<> throw_a_bug() {
  throw std::logic_error("bug");
  co_return;
}

Task<> set(bool& done) {
  done = true;
  co_return;
}

BOOST_AUTO_TEST_CASE(an_exception_comes_out_after_the_rest_has_ended) {
  bool is_done = false;
  EventLoop loop;
  BOOST_TEST(!loop.has_abandoned_lookups());
  loop.spawn(throw_a_bug());
  loop.spawn(set(is_done));
  BOOST_CHECK_THROW(loop.run(), std::logic_error);
  BOOST_TEST(is_done);
  is_done = false;
  loop.spawn(set(is_done));
  loop.run();
  BOOST_TEST(is_done);
}

Task<> read_forever(Network& network, std::uint16_t port) {
  const std::unique_ptr<Connection> connection = co_await network.connect("127.0.0.1", port, late(), late());
  std::uint8_t byte[1];
  co_await connection->read_some(byte);
}

BOOST_AUTO_TEST_CASE(a_loop_runs_until_it_must_stop) {
  const Listener listener;
  bool is_done = false;
  EventLoop loop;
  loop.spawn(read_forever(loop.network(), listener.port()));
  loop.spawn(set(is_done));
  int asked = 0;
  BOOST_TEST(!loop.run_unless([&asked] { return ++asked == 3; }));
  BOOST_TEST(is_done);
  BOOST_TEST(!loop.run_unless([] { return true; }));
  EventLoop other;
  is_done = false;
  other.spawn(set(is_done));
  BOOST_TEST(other.run_unless([] { return false; }));
  BOOST_TEST(is_done);
  other.spawn(throw_a_bug());
  BOOST_CHECK_THROW(other.run_unless([] { return false; }), std::logic_error);
}

}  // namespace
