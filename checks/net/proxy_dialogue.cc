#include "checks/net/proxy_dialogue.h"

namespace checks {

std::string authority_of(const ProxyRequest& request) {
  const bool is_ipv6 = request.host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + request.host + "]" : request.host) + ":" + std::to_string(request.port);
}

NetworkError unanswered(const Stream& stream, const ProxyRequest& request, const Failure& failure) {
  if (failure.kind != FailureKind::deadline) {
    return NetworkError(failure);
  }
  return stream.failure(failure.kind, "the proxy did not connect to " + authority_of(request) +
                                          " within the timeout: the server is down or filtered, or the "
                                          "proxy hangs");
}

}  // namespace checks
