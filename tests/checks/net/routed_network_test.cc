#define BOOST_TEST_MODULE routed_network
#include "checks/net/routed_network.h"

#include <boost/test/unit_test.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

namespace {

using checks::AddressFamily;
using checks::Connection;
using checks::Failure;
using checks::FailureKind;
using checks::Proxy;
using checks::ProxyHeader;
using checks::ProxyKind;
using checks::Route;
using checks::RoutedNetwork;
using checks::Stage;
using namespace tests;  // NOLINT: the script reads as prose

const Proxy kHttp{ProxyKind::http, "squid.example", 3128};
const Proxy kSocks{ProxyKind::socks5, "192.0.2.9", 1080};
const Proxy kSocksWithNames{ProxyKind::socks5h, "192.0.2.9", 1080};

const Step kConnect = hears("CONNECT www.example.org:443 HTTP/1.1\r\nHost: www.example.org:443\r\n\r\n");

plugin::Deadline late() { return plugin::Deadline::after(std::chrono::minutes(1)); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

// As a collector does it: look-up, then a connection to the first address.
checks::Task<std::unique_ptr<Connection>> visit(checks::Network& network, std::string host) {
  const std::vector<std::string> addresses =
      co_await network.resolve(std::move(host), AddressFamily::any, late());
  std::unique_ptr<Connection> connection = co_await network.connect(addresses.front(), 443, late(), late());
  co_return std::move(connection);
}

// "proxy refused: connection refused", or "connected".
std::string told(checks::Network& network, const std::string& host) {
  const std::optional<Failure> failure = failure_of(visit(network, host));
  return failure ? std::string(word(failure->stage)) + " " + word(failure->kind) + ": " + failure->text
                 : "connected";
}

std::string received(Connection& connection, std::size_t at_most) {
  checks::Bytes bytes(at_most);
  bytes.resize(run(connection.read_some(bytes)));
  return {bytes.begin(), bytes.end()};
}

BOOST_AUTO_TEST_CASE(who_looks_up_what) {
  const struct {
    const char* name;
    Proxy proxy;
    const char* host;
    const char* asked;
  } kRows[] = {
      {"http", kHttp, "www.example.org", "resolve squid.example, connect 198.51.100.1 3128"},
      {"http, an address", kHttp, "203.0.113.5",
       "resolve 203.0.113.5, resolve squid.example, connect 198.51.100.1 3128"},
      {"socks5h", kSocksWithNames, "www.example.org", "resolve 192.0.2.9, connect 192.0.2.9 1080"},
      {"socks5", kSocks, "www.example.org",
       "resolve www.example.org, resolve 192.0.2.9, connect 192.0.2.9 1080"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedNetwork direct;
      direct.name("squid.example", {"198.51.100.1"});
      direct.name("www.example.org", {"203.0.113.5"});
      RoutedNetwork network(direct, {row.proxy, {}, ProxyHeader::none});
      told(network, row.host);
      BOOST_TEST(joined(direct.asked()) == row.asked);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_servers_first_bytes_may_come_with_the_consent) {
  ScriptedNetwork direct;
  direct.name("squid.example", {"198.51.100.1"});
  direct.serve("198.51.100.1", 3128,
               {kConnect, says("HTTP/1.1 200 OK\r\n\r\n220 mx"), hears("QUIT\r\n"), says("221"), closes()});
  RoutedNetwork network(direct, {kHttp, {}, ProxyHeader::none});
  const std::unique_ptr<Connection> connection = run(visit(network, "www.example.org"));
  BOOST_TEST(received(*connection, 4) == "220 ");
  BOOST_TEST(received(*connection, 4) == "mx");
  const std::string quit = "QUIT\r\n";
  run(connection->write_all({reinterpret_cast<const std::uint8_t*>(quit.data()), quit.size()}));
  BOOST_TEST(received(*connection, 4) == "221");
  BOOST_TEST(received(*connection, 4) == "");
  BOOST_TEST(connection->time_in_proxy().has_value());
  BOOST_TEST(!connection->ends().has_value());
}

BOOST_AUTO_TEST_CASE(what_is_the_proxys_failure_and_what_the_servers) {
  const struct {
    const char* name;
    std::vector<Script> scripts;
    const char* told;
  } kRows[] = {
      {"refused", {}, "proxy proxy: 198.51.100.1: connection refused"},
      {"closed",
       {{kConnect, closes()}},
       "proxy proxy: the proxy closed the connection before the answer to CONNECT"},
      {"reset",
       {{kConnect, resets()}},
       "proxy proxy: the proxy reset the connection before the answer to CONNECT"},
      {"silent",
       {{kConnect, stays_silent()}},
       "proxy deadline: the proxy did not connect to www.example.org:443 within the timeout: the server is "
       "down or filtered, or the proxy hangs"},
      {"no HTTP", {{kConnect, says("what?\r\n")}}, "proxy proxy: the answer to CONNECT is not HTTP: 'what?'"},
      {"forbidden",
       {{kConnect, says("HTTP/1.1 403 no\r\n\r\n")}},
       "proxy proxy: the proxy forbids CONNECT to www.example.org:443: '403 no': allow it in the proxy's "
       "configuration"},
      {"server unreachable",
       {{kConnect, says("HTTP/1.1 503 no\r\n\r\n")}},
       "proxy unreachable: the proxy cannot reach the server: '503 no'"},
      {"let through", {{kConnect, says("HTTP/1.1 200 go\r\n\r\n")}}, "connected"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedNetwork direct;
      direct.name("squid.example", {"198.51.100.1"});
      for (const Script& script : row.scripts) {
        direct.serve("198.51.100.1", 3128, script);
      }
      RoutedNetwork network(direct, {kHttp, {}, ProxyHeader::none});
      BOOST_TEST(told(network, "www.example.org") == row.told);
    }
  }
}

BOOST_AUTO_TEST_CASE(failures_before_the_proxy_answers) {
  const struct {
    Failure failure;
    const char* told;
  } kRows[] = {
      {{Stage::connect, FailureKind::refused, "connection refused"}, "proxy proxy: connection refused"},
      {{Stage::connect, FailureKind::unreachable, "no route to the host"},
       "proxy proxy: no route to the host"},
      {{Stage::connect, FailureKind::no_route, "no route to the network"},
       "proxy proxy: no route to the network"},
      {{Stage::connect, FailureKind::deadline, "no answer within the timeout"},
       "proxy deadline: no answer within the timeout"},
      {{Stage::connect, FailureKind::no_resources, "this process has too many open files"},
       "proxy no_resources: this process has too many open files"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.told) {
      ScriptedNetwork direct;
      direct.fail("192.0.2.9", row.failure);
      RoutedNetwork network(direct, {kSocksWithNames, {}, ProxyHeader::none});
      BOOST_TEST(told(network, "www.example.org") == row.told);
    }
  }
  ScriptedNetwork direct;
  RoutedNetwork network(direct, {kHttp, {}, ProxyHeader::none});
  BOOST_TEST(told(network, "www.example.org") == "proxy proxy: there is no squid.example");
  BOOST_TEST(told(network, std::string(300, 'a')).starts_with("resolve name_not_found: "));
}

BOOST_AUTO_TEST_CASE(another_address_of_the_proxy_is_tried) {
  ScriptedNetwork direct;
  direct.name("squid.example", {"2001:db8::1", "198.51.100.1"});
  direct.fail("2001:db8::1", {Stage::connect, FailureKind::no_route, "no route to the network"});
  RoutedNetwork network(direct, {kHttp, {}, ProxyHeader::none});
  BOOST_TEST(told(network, "www.example.org") == "proxy proxy: 198.51.100.1: connection refused");
  direct.serve("198.51.100.1", 3128, {kConnect, says("HTTP/1.1 200 go\r\n\r\n")});
  BOOST_TEST(told(network, "www.example.org") == "connected");
}

BOOST_AUTO_TEST_CASE(the_header_of_the_proxy_protocol_comes_first) {
  ScriptedNetwork direct;
  direct.serve("203.0.113.5", 443, {hears("PROXY UNKNOWN\r\n"), says("220 mx")});
  RoutedNetwork network(direct, {{}, {}, ProxyHeader::v1});
  const std::unique_ptr<Connection> connection = run(visit(network, "203.0.113.5"));
  BOOST_TEST(received(*connection, 10) == "220 mx");
  BOOST_TEST(!connection->time_in_proxy().has_value());

  direct.name("squid.example", {"198.51.100.1"});
  direct.serve("198.51.100.1", 3128,
               {kConnect, says("HTTP/1.1 200 go\r\n\r\n"),
                hears(std::string_view("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16)), says("220 mx")});
  RoutedNetwork behind(direct, {kHttp, {}, ProxyHeader::v2});
  const std::unique_ptr<Connection> tunnel = run(visit(behind, "www.example.org"));
  BOOST_TEST(received(*tunnel, 10) == "220 mx");
}

}  // namespace
