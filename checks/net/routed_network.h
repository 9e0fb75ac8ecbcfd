// A network whose connections are led through a proxy, or begin with a header of the PROXY protocol.
//
// Who connects through it need not know: what comes is a connection to the server. With http and socks5h the
// proxy looks up names: `resolve` then gives the name back as its only address, and nothing is asked of this
// machine's resolver but the proxy's own name.
//
// Failures of the proxy have stage `proxy`. Their kind is `proxy`, unless it was the deadline, this machine
// (resolver_silent, no_resources), or the server that the proxy could not reach (unreachable, refused). Their
// text follows the proxy's name, which it does not repeat: "connection refused", "there is no squid.example".

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "checks/evidence/target.h"
#include "checks/net/network.h"
#include "checks/net/proxy_dialogue.h"

namespace checks {

struct Route {
  std::optional<Proxy> proxy;
  std::optional<ProxyLogin> login;  // never part of evidence
  ProxyHeader header = ProxyHeader::none;
};

class RoutedNetwork final : public Network {
 public:
  // `direct` must outlive it.
  RoutedNetwork(Network& direct, Route route) : direct_(direct), route_(std::move(route)) {}

  Task<std::vector<std::string>> resolve(std::string host, AddressFamily family,
                                         plugin::Deadline deadline) override;
  // `address` may be what `resolve` gave. Several addresses of the proxy are tried as those of a server are.
  Task<std::unique_ptr<Connection>> connect(std::string address, std::uint16_t port,
                                            plugin::Deadline connect_by, plugin::Deadline deadline) override;

 private:
  Network& direct_;
  Route route_;
};

}  // namespace checks
