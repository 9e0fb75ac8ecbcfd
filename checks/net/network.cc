#include "checks/net/network.h"

#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <exception>
#include <map>
#include <utility>

#include "checks/net/socket_error.h"

namespace checks {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr const char* kTooLate = "no answer within the timeout";

// Shared with the timers' handlers, which may run once more after the connection is gone.
struct Socket {
  explicit Socket(asio::io_context& loop) : socket(loop), timer(loop) {}

  tcp::socket socket;
  asio::steady_timer timer;
  bool is_late = false;
};

class SocketConnection final : public Connection {
 public:
  explicit SocketConnection(asio::io_context& loop) : shared_(std::make_shared<Socket>(loop)) {}
  ~SocketConnection() override;

  Task<> open(tcp::endpoint endpoint, plugin::Deadline connect_by, plugin::Deadline deadline);

  Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                    std::chrono::milliseconds patience) override;
  Task<> write_all(ByteView bytes) override;
  void finish() override;
  std::optional<ConnectionEnds> ends() const override;

 private:
  void create(const tcp& protocol);
  void watch(plugin::Deadline deadline);
  void check_time() const;
  [[noreturn]] void fail(const ErrorCode& error) const;

  std::shared_ptr<Socket> shared_;
};

// Closes the socket at the deadline, in place of an earlier one.
void SocketConnection::watch(plugin::Deadline deadline) {
  shared_->timer.expires_at(deadline.at());
  shared_->timer.async_wait([shared = shared_](const ErrorCode& error) {
    const bool is_rearmed = shared->timer.expiry() > asio::steady_timer::clock_type::now();
    if (!error && !is_rearmed) {
      shared->is_late = true;
      ErrorCode ignored;
      shared->socket.close(ignored);
    }
  });
}

SocketConnection::~SocketConnection() {
  ErrorCode ignored;
  shared_->timer.cancel(ignored);
  shared_->socket.close(ignored);
}

void SocketConnection::create(const tcp& protocol) {
  // Asio's open() does not close on exec.
  const int descriptor = ::socket(protocol.family(), SOCK_STREAM | SOCK_CLOEXEC, protocol.protocol());
  if (descriptor < 0) {
    throw NetworkError(connect_failure(errno));
  }
  ErrorCode error;
  shared_->socket.assign(protocol, descriptor, error);
  if (error) {
    ::close(descriptor);
    throw NetworkError(connect_failure(error.value()));
  }
  shared_->socket.set_option(tcp::no_delay(true), error);
}

Task<> SocketConnection::open(tcp::endpoint endpoint, plugin::Deadline connect_by,
                              plugin::Deadline deadline) {
  create(endpoint.protocol());
  watch(connect_by);
  ErrorCode error;
  co_await shared_->socket.async_connect(endpoint, asio::redirect_error(asio::use_awaitable, error));
  check_time();
  if (error) {
    throw NetworkError(connect_failure(error.value()));
  }
  if (connect_by.at() != deadline.at()) {
    watch(deadline);
  }
}

Task<std::size_t> SocketConnection::read_some(std::span<std::uint8_t> into) {
  check_time();
  ErrorCode error;
  const std::size_t got = co_await shared_->socket.async_read_some(
      asio::buffer(into.data(), into.size()), asio::redirect_error(asio::use_awaitable, error));
  if (error && error != asio::error::eof) {
    fail(error);
  }
  co_return got;
}

Task<std::optional<std::size_t>> SocketConnection::read_some_within(std::span<std::uint8_t> into,
                                                                    std::chrono::milliseconds patience) {
  check_time();
  struct Wait {
    bool is_over = false;
    bool ran_out = false;
  };
  const auto wait = std::make_shared<Wait>();
  asio::steady_timer timer(shared_->socket.get_executor(), patience);
  timer.async_wait([shared = shared_, wait](const ErrorCode& error) {
    if (!error && !wait->is_over) {
      wait->ran_out = true;
      ErrorCode ignored;
      shared->socket.cancel(ignored);
    }
  });
  ErrorCode error;
  const std::size_t got = co_await shared_->socket.async_read_some(
      asio::buffer(into.data(), into.size()), asio::redirect_error(asio::use_awaitable, error));
  wait->is_over = true;
  if (error == asio::error::operation_aborted && wait->ran_out && !shared_->is_late) {
    co_return std::nullopt;
  }
  if (error && error != asio::error::eof) {
    fail(error);
  }
  co_return got;
}

Task<> SocketConnection::write_all(ByteView bytes) {
  check_time();
  ErrorCode error;
  co_await asio::async_write(shared_->socket, asio::buffer(bytes.data(), bytes.size()),
                             asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    fail(error);
  }
}

void SocketConnection::finish() {
  ErrorCode ignored;
  shared_->socket.shutdown(tcp::socket::shutdown_send, ignored);
}

ConnectionEnd without_scope(const tcp::endpoint& end) {
  if (!end.address().is_v6()) {
    return {end.address().to_string(), end.port()};
  }
  asio::ip::address_v6 address = end.address().to_v6();
  address.scope_id(0);
  return {address.to_string(), end.port()};
}

std::optional<ConnectionEnds> SocketConnection::ends() const {
  ErrorCode error;
  const tcp::endpoint local = shared_->socket.local_endpoint(error);
  const tcp::endpoint remote = error ? tcp::endpoint() : shared_->socket.remote_endpoint(error);
  return error ? std::nullopt : std::optional(ConnectionEnds{without_scope(local), without_scope(remote)});
}

void SocketConnection::check_time() const {
  if (shared_->is_late) {
    throw NetworkError(Stage::connect, FailureKind::deadline, kTooLate);
  }
}

void SocketConnection::fail(const ErrorCode& error) const {
  check_time();
  throw NetworkError(transfer_failure(error.value()));
}

// One look-up, awaited by all who asked for that name while it was under way.
struct Lookup {
  std::optional<LookupAnswer> answer;
  std::vector<asio::steady_timer*> waiting;
};

class RealNetwork final : public Network {
 public:
  RealNetwork(asio::io_context& loop, unsigned resolver_threads, LookupThreads::LookUp look_up);

  Task<std::vector<std::string>> resolve(std::string host, AddressFamily family,
                                         plugin::Deadline deadline) override;
  Task<std::unique_ptr<Connection>> connect(std::string address, std::uint16_t port,
                                            plugin::Deadline connect_by, plugin::Deadline deadline) override;
  bool is_busy() const { return threads_.is_busy(); }

 private:
  std::shared_ptr<Lookup> join_or_start(const std::string& host, AddressFamily family);
  void finish(const std::string& key, LookupAnswer answer);

  asio::io_context& loop_;
  std::map<std::string, std::shared_ptr<Lookup>> lookups_;  // under way
  LookupThreads threads_;                                   // last: stops delivering before the rest goes
};

RealNetwork::RealNetwork(asio::io_context& loop, unsigned resolver_threads, LookupThreads::LookUp look_up)
    : loop_(loop),
      threads_(
          resolver_threads,
          [this](const std::string& key, LookupAnswer answer) {
            asio::post(loop_, [this, key, answer = std::move(answer)] { finish(key, answer); });
          },
          look_up) {}

std::shared_ptr<Lookup> RealNetwork::join_or_start(const std::string& host, AddressFamily family) {
  const std::string key = std::to_string(static_cast<int>(family)) + host;
  std::shared_ptr<Lookup>& lookup = lookups_[key];
  if (!lookup) {
    lookup = std::make_shared<Lookup>();
    if (std::optional<Failure> failure = threads_.start(key, host, family)) {
      lookups_.erase(key);
      throw NetworkError(*std::move(failure));
    }
  }
  return lookup;
}

void RealNetwork::finish(const std::string& key, LookupAnswer answer) {
  const auto found = lookups_.find(key);
  if (found == lookups_.end()) {
    return;
  }
  const std::shared_ptr<Lookup> lookup = found->second;
  lookups_.erase(found);
  lookup->answer = std::move(answer);
  for (asio::steady_timer* timer : lookup->waiting) {
    timer->cancel();
  }
}

// Nothing if `host` is a name.
std::optional<std::vector<std::string>> numeric_host(const std::string& host, AddressFamily family) {
  ErrorCode error;
  const asio::ip::address address = asio::ip::make_address(host, error);
  if (error) {
    return std::nullopt;
  }
  if (family == (address.is_v4() ? AddressFamily::ipv6 : AddressFamily::ipv4)) {
    throw NetworkError(Stage::resolve, FailureKind::name_not_found,
                       host + (address.is_v4() ? " is not an IPv6 address" : " is not an IPv4 address"));
  }
  return std::vector<std::string>{host};
}

Task<std::vector<std::string>> RealNetwork::resolve(std::string host, AddressFamily family,
                                                    plugin::Deadline deadline) {
  std::optional<std::vector<std::string>> numeric = numeric_host(host, family);
  if (numeric) {
    co_return std::move(*numeric);
  }
  std::string fault = host_name_fault(host);
  if (!fault.empty()) {
    throw NetworkError(Stage::resolve, FailureKind::name_not_found, std::move(fault));
  }
  const std::shared_ptr<Lookup> lookup = join_or_start(host, family);
  asio::steady_timer timer(loop_, deadline.at());
  lookup->waiting.push_back(&timer);
  ErrorCode ignored;
  co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  std::erase(lookup->waiting, &timer);
  if (!lookup->answer) {
    throw NetworkError(Stage::resolve, FailureKind::resolver_silent,
                       "the resolver gave no answer for " + host + " within the timeout");
  }
  if (lookup->answer->addresses.empty()) {
    throw NetworkError(lookup_failure(*lookup->answer, host, family));
  }
  co_return lookup->answer->addresses;
}

// "fe80::1%eth0": 0 is no interface's number.
bool lacks_interface(const std::string& address, const asio::ip::address& parsed) {
  return parsed.is_v6() && address.find('%') != std::string::npos && parsed.to_v6().scope_id() == 0;
}

Task<std::unique_ptr<Connection>> RealNetwork::connect(std::string address, std::uint16_t port,
                                                       plugin::Deadline connect_by,
                                                       plugin::Deadline deadline) {
  ErrorCode error;
  const asio::ip::address parsed = asio::ip::make_address(address, error);
  if (error) {
    throw NetworkError(Stage::connect, FailureKind::other, quote(address) + " is no address");
  }
  if (lacks_interface(address, parsed)) {
    throw NetworkError(Stage::connect, FailureKind::unreachable,
                       "this machine has no interface " + quote(address.substr(address.find('%') + 1)));
  }
  auto connection = std::make_unique<SocketConnection>(loop_);
  co_await connection->open(tcp::endpoint(parsed, port), connect_by, deadline);
  co_return std::move(connection);
}

}  // namespace

struct EventLoop::State {
  // One thread runs the loop; look-ups post into it from theirs, so its queue keeps its lock.
  asio::io_context loop{1};
  std::optional<RealNetwork> network;
  std::exception_ptr error;
};

EventLoop::EventLoop() : state_(std::make_unique<State>()) {}
EventLoop::~EventLoop() = default;

Network& EventLoop::network(unsigned resolver_threads, LookupThreads::LookUp look_up) {
  if (!state_->network) {
    state_->network.emplace(state_->loop, resolver_threads, look_up);
  }
  return *state_->network;
}

void EventLoop::spawn(Task<> task) {
  asio::co_spawn(state_->loop, std::move(task), [state = state_.get()](std::exception_ptr error) {
    if (error && !state->error) {
      state->error = std::move(error);
    }
  });
}

void EventLoop::run() {
  state_->loop.restart();
  state_->loop.run();
  if (state_->error) {
    std::rethrow_exception(std::exchange(state_->error, nullptr));
  }
}

bool EventLoop::run_unless(const std::function<bool()>& must_stop) {
  state_->loop.restart();
  bool is_done = false;
  while (!is_done && !must_stop()) {
    state_->loop.run_for(kStopPulse);
    is_done = state_->loop.stopped();
  }
  if (state_->error) {
    std::rethrow_exception(std::exchange(state_->error, nullptr));
  }
  return is_done;
}

void EventLoop::stop() { state_->loop.stop(); }

bool EventLoop::has_abandoned_lookups() const { return state_->network && state_->network->is_busy(); }

}  // namespace checks
