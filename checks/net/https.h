// HTTP/1.1 over verified TLS, for APIs of our own user: one connection, several requests in turn.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checks/net/http_answer.h"
#include "checks/net/network.h"
#include "checks/net/task.h"
#include "checks/net/verified_tls.h"
#include "plugin/deadline.h"

namespace checks {

struct HttpsPeer {
  std::string host;  // name or address, looked up and connected to
  std::uint16_t port = 443;
  std::string certificate_name;  // that its certificate must be for; empty: host
};

struct HttpsRequest {
  std::string method = "POST";
  std::string target = "/";
  // Names and values must be free of line ends; Host, Content-Length and Connection are added.
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
};

class HttpsConnection {
 public:
  // Connects to the first of the host's addresses that answers, and verifies it. Throws NetworkError. All
  // must outlive the connection, which ends at `deadline`.
  static Task<std::unique_ptr<HttpsConnection>> open(Network& network, const VerifiedTlsContext& context,
                                                     HttpsPeer peer, plugin::Deadline deadline);
  ~HttpsConnection();
  HttpsConnection(const HttpsConnection&) = delete;
  HttpsConnection& operator=(const HttpsConnection&) = delete;

  // Sends it and reads the answer, a body of at most `limit` bytes. Throws NetworkError: whether the peer did
  // what was asked is then not known. Not to be called again after that, or where the answer did not keep the
  // connection open.
  Task<HttpAnswer> exchange(HttpsRequest request, std::size_t limit);

 private:
  struct State;
  explicit HttpsConnection(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace checks
