// What is said to a proxy before it lets through: HTTP CONNECT (RFC 9110, 9.3.6) and SOCKS 5 (RFC 1928).
//
// Each is a coroutine over a fresh connection to the proxy and returns the bytes that came behind the proxy's
// consent: the server's first ones, where it is the server that greets.
//
// Failures are NetworkError with stage `proxy`. Two kinds say something of the server, all others of the
// proxy:
//
//   unreachable, refused   the proxy could not connect to the server, in the proxy's own words
//   proxy                  the proxy says no, wants a login, or does not speak this protocol
//   closed, reset, too_large, deadline   from Stream, whose "the server" is the proxy here
//
// A proxy that was asked to connect and says nothing until the deadline most often waits for the server: the
// text says so, though nobody knows.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "checks/evidence/bytes.h"
#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// RFC 1929, section 2: one byte tells the length of each. Basic authentication knows no bound.
inline constexpr std::size_t kMaxSocksLogin = 255;

struct ProxyLogin {
  std::string user;  // not empty, no ':' and no control characters (RFC 7617, 2)
  std::string password;
};

struct ProxyRequest {
  std::string host;  // a name in ASCII of at most 255 bytes, or an address without brackets and scope
  std::uint16_t port = 0;
  std::optional<ProxyLogin> login;
};

// "www.example.org:443", "[2001:db8::1]:443"
std::string authority_of(const ProxyRequest& request);

// What to throw when `failure` came in place of the first byte of the answer to CONNECT.
NetworkError unanswered(const Stream& stream, const ProxyRequest& request, const Failure& failure);

// The answer is read by Boost.Beast's parser, its head bounded by kMaxHttpHead (http.h): the one that fetches
// use is in every program anyway, and no instruction of it runs without a proxy. Lines may end in LF alone,
// as RFC 9112, 2.2 allows a recipient to take them.
//
//   502, 503, 504, and 500 where Tinyproxy and Squid mean that   unreachable
//   407, with a login also 401 (Tinyproxy)                       proxy: what login is missing or not taken
//   403                                                          proxy: what to allow
Task<Bytes> http_connect(Stream& stream, ProxyRequest request);

// Without a login only "no authentication required" is offered, with one both that and RFC 1929.
//
//   reply 5 (connection refused)                      refused
//   3, 4, 6 (network, host unreachable, TTL expired)  unreachable
Task<Bytes> socks5_connect(Stream& stream, ProxyRequest request);

}  // namespace checks
