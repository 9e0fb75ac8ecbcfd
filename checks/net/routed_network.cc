#include "checks/net/routed_network.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <string_view>
#include <utility>

#include "checks/net/connect_race.h"
#include "checks/net/network_error.h"
#include "checks/net/proxy_header.h"

namespace checks {
namespace {

using Clock = std::chrono::steady_clock;

std::chrono::microseconds since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start);
}

// The connection to a proxy that has let through, and what it sent behind its consent.
class Tunnel final : public Connection {
 public:
  Tunnel(std::unique_ptr<Connection> below, Bytes unread, std::chrono::microseconds taken)
      : below_(std::move(below)), unread_(std::move(unread)), taken_(taken) {}

  Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                    std::chrono::milliseconds patience) override;
  Task<> write_all(ByteView bytes) override { return below_->write_all(bytes); }
  void finish() override { below_->finish(); }
  std::optional<std::chrono::microseconds> time_in_proxy() const override { return taken_; }

 private:
  std::size_t take(std::span<std::uint8_t> into);

  std::unique_ptr<Connection> below_;
  Bytes unread_;
  std::chrono::microseconds taken_;
};

std::size_t Tunnel::take(std::span<std::uint8_t> into) {
  const std::size_t count = std::min(into.size(), unread_.size());
  const auto end = unread_.begin() + static_cast<std::ptrdiff_t>(count);
  std::copy(unread_.begin(), end, into.begin());
  unread_.erase(unread_.begin(), end);
  return count;
}

Task<std::size_t> Tunnel::read_some(std::span<std::uint8_t> into) {
  if (!unread_.empty()) {
    co_return take(into);
  }
  const std::size_t got = co_await below_->read_some(into);
  co_return got;
}

Task<std::optional<std::size_t>> Tunnel::read_some_within(std::span<std::uint8_t> into,
                                                          std::chrono::milliseconds patience) {
  if (!unread_.empty()) {
    co_return take(into);
  }
  const std::optional<std::size_t> got = co_await below_->read_some_within(into, patience);
  co_return got;
}

bool says_nothing_of_proxy(const Failure& failure) {
  switch (failure.kind) {
    case FailureKind::deadline:
    case FailureKind::resolver_silent:
    case FailureKind::no_resources:
      return true;
    default:
      return false;
  }
}

// The proxy let us ask and could not reach the server: see proxy_dialogue.h.
bool is_of_server(const Failure& failure) {
  return failure.kind == FailureKind::unreachable || failure.kind == FailureKind::refused;
}

// Who is "the server" to Stream and to a socket, is the proxy here.
std::string naming_proxy(std::string text) {
  constexpr std::string_view kServer = "the server";
  if (text.starts_with(kServer)) {
    text.replace(0, kServer.size(), "the proxy");
  }
  return text;
}

NetworkError of_proxy(const Failure& failure, const std::string& where = {}) {
  return NetworkError(Stage::proxy, says_nothing_of_proxy(failure) ? failure.kind : FailureKind::proxy,
                      where + naming_proxy(failure.text));
}

bool is_numeric(const std::string& host) {
  boost::system::error_code error;
  boost::asio::ip::make_address(host, error);
  return !error;
}

Task<std::vector<std::string>> addresses_of(Network& direct, std::string host, plugin::Deadline deadline) {
  try {
    std::vector<std::string> addresses =
        co_await direct.resolve(std::move(host), AddressFamily::any, deadline);
    co_return addresses;
  } catch (const NetworkError& error) {
    throw of_proxy(error.failure());
  }
}

// The failure that tells most, if none of the proxy's addresses answered.
NetworkError unreached(const Proxy& proxy, const std::vector<ConnectTry>& tries) {
  const auto telling = std::ranges::find_if(
      tries, [](const ConnectTry& one) { return one.failure->kind != FailureKind::no_route; });
  const ConnectTry& told = telling == tries.end() ? tries.front() : *telling;
  return of_proxy(*told.failure, told.address == proxy.host ? "" : told.address + ": ");
}

// The socket to the proxy as its dialogue sees it: what fails there is the proxy's failure, whatever the
// system calls it, and never the server's.
class ToProxy final : public Transport {
 public:
  explicit ToProxy(Connection& connection) : connection_(connection) {}

  Task<std::size_t> read_some(std::span<std::uint8_t> into) override {
    try {
      const std::size_t got = co_await connection_.read_some(into);
      co_return got;
    } catch (const NetworkError& error) {
      throw of_proxy(error.failure());
    }
  }
  Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                    std::chrono::milliseconds patience) override {
    return connection_.read_some_within(into, patience);
  }
  Task<> write_all(ByteView bytes) override {
    try {
      co_await connection_.write_all(bytes);
    } catch (const NetworkError& error) {
      throw of_proxy(error.failure());
    }
  }

 private:
  Connection& connection_;
};

Task<Bytes> ask(Stream& stream, ProxyKind kind, ProxyRequest request) {
  return kind == ProxyKind::http ? http_connect(stream, std::move(request))
                                 : socks5_connect(stream, std::move(request));
}

Task<Bytes> pass(Connection& connection, ProxyKind kind, ProxyRequest request) {
  ToProxy transport(connection);
  Stream stream(transport);
  try {
    Bytes unread = co_await ask(stream, kind, std::move(request));
    co_return unread;
  } catch (const NetworkError& error) {
    if (is_of_server(error.failure())) {
      throw;
    }
    throw of_proxy(error.failure());
  }
}

// The fastest of the proxy's addresses; `taken` gets how long that connection took.
Task<std::unique_ptr<Connection>> reach(Network& direct, Proxy proxy, plugin::Deadline deadline,
                                        std::chrono::microseconds& taken) {
  const std::vector<std::string> addresses = co_await addresses_of(direct, proxy.host, deadline);
  std::vector<ConnectTry> tries;
  std::unique_ptr<Connection> connection =
      co_await connect_to_first(direct, interleaved(addresses), proxy.port, deadline, tries);
  if (!connection) {
    throw unreached(proxy, tries);
  }
  taken = tries.back().taken;
  co_return std::move(connection);
}

Task<std::unique_ptr<Connection>> tunnel(Network& direct, Proxy proxy, ProxyRequest request,
                                         plugin::Deadline deadline) {
  const Clock::time_point start = Clock::now();
  std::chrono::microseconds connecting{};
  std::unique_ptr<Connection> connection = co_await reach(direct, proxy, deadline, connecting);
  Bytes unread = co_await pass(*connection, proxy.kind, std::move(request));
  co_return std::make_unique<Tunnel>(std::move(connection), std::move(unread), since(start) - connecting);
}

}  // namespace

Task<std::vector<std::string>> RoutedNetwork::resolve(std::string host, AddressFamily family,
                                                      plugin::Deadline deadline) {
  if (route_.proxy && route_.proxy->looks_up_names() && !is_numeric(host)) {
    std::string fault = host_name_fault(host);
    if (!fault.empty()) {
      throw NetworkError(Stage::resolve, FailureKind::name_not_found, std::move(fault));
    }
    co_return std::vector<std::string>(1, host);
  }
  std::vector<std::string> addresses = co_await direct_.resolve(std::move(host), family, deadline);
  co_return addresses;
}

Task<std::unique_ptr<Connection>> RoutedNetwork::connect(std::string address, std::uint16_t port,
                                                         plugin::Deadline connect_by,
                                                         plugin::Deadline deadline) {
  std::unique_ptr<Connection> connection;
  if (route_.proxy) {
    ProxyRequest request{std::move(address), port, route_.login};
    connection = co_await tunnel(direct_, *route_.proxy, std::move(request), deadline);
  } else {
    connection = co_await direct_.connect(std::move(address), port, connect_by, deadline);
  }
  const Bytes header = proxy_header(route_.header, connection->ends());
  if (!header.empty()) {
    co_await connection->write_all(header);
  }
  co_return std::move(connection);
}

}  // namespace checks
