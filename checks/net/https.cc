#include "checks/net/https.h"

#include "checks/net/connect_race.h"
#include "checks/net/network_error.h"
#include "checks/net/stream.h"

namespace checks {
namespace {

std::string host_field(const HttpsPeer& peer) {
  const bool is_v6 = peer.host.find(':') != std::string::npos;
  return (is_v6 ? '[' + peer.host + ']' : peer.host) + ':' + std::to_string(peer.port);
}

std::string text_of(const HttpsRequest& request, const std::string& host) {
  std::string text = request.method + ' ' + request.target + " HTTP/1.1\r\nHost: " + host + "\r\n";
  for (const auto& [name, value] : request.fields) {
    text += name + ": " + value + "\r\n";
  }
  return text + "Content-Length: " + std::to_string(request.body.size()) +
         "\r\nConnection: keep-alive\r\n\r\n" + request.body;
}

Task<std::unique_ptr<Connection>> connect(Network& network, HttpsPeer peer, plugin::Deadline deadline) {
  std::vector<std::string> addresses = co_await network.resolve(peer.host, AddressFamily::any, deadline);
  std::vector<ConnectTry> tries;
  std::vector<std::string> in_turn = interleaved(addresses);
  std::unique_ptr<Connection> connection =
      co_await connect_to_first(network, std::move(in_turn), peer.port, deadline, tries);
  if (!connection) {
    throw NetworkError(*tries.front().failure);
  }
  co_return std::move(connection);
}

}  // namespace

struct HttpsConnection::State {
  State(const VerifiedTlsContext& context, std::unique_ptr<Connection> tcp, const HttpsPeer& peer)
      : connection(std::move(tcp)),
        tls(context, *connection, peer.certificate_name.empty() ? peer.host : peer.certificate_name),
        stream(tls),
        host(host_field(peer)) {}

  std::unique_ptr<Connection> connection;
  VerifiedTls tls;
  Stream stream;
  std::string host;
};

HttpsConnection::HttpsConnection(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpsConnection::~HttpsConnection() = default;

Task<std::unique_ptr<HttpsConnection>> HttpsConnection::open(Network& network,
                                                             const VerifiedTlsContext& context,
                                                             HttpsPeer peer, plugin::Deadline deadline) {
  std::unique_ptr<Connection> connection = co_await connect(network, peer, deadline);
  auto state = std::make_unique<State>(context, std::move(connection), peer);
  co_await state->tls.handshake();
  co_return std::unique_ptr<HttpsConnection>(new HttpsConnection(std::move(state)));
}

Task<HttpAnswer> HttpsConnection::exchange(HttpsRequest request, std::size_t limit) {
  state_->stream.set_stage(Stage::fetch, "before the end of the answer");
  const std::string text = text_of(request, state_->host);
  co_await state_->stream.write(text);
  HttpAnswer answer = co_await read_http_answer(state_->stream, limit);
  co_return std::move(answer);
}

}  // namespace checks
