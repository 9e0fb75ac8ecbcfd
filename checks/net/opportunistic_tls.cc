#include "checks/net/opportunistic_tls.h"

#include <openssl/ssl.h>

#include "checks/net/tls_context.h"
#include "checks/net/tls_failure.h"
#include "checks/openssl/error.h"

namespace checks {

openssl::SslPtr OpportunisticTls::make_session() {
  context_ = make_tls_context();
  HandshakeRequest request;
  request.server_name = name_;
  openssl::SslPtr ssl = context_ ? make_tls_session(context_.get(), request) : nullptr;
  if (!ssl) {
    throw NetworkError(Stage::handshake, FailureKind::no_resources,
                       "OpenSSL cannot begin: " + openssl::drain_errors());
  }
  return ssl;
}

NetworkError OpportunisticTls::failure(const SSL* ssl) const {
  return NetworkError(local_failure(SSL_get_version(ssl), 0));
}

}  // namespace checks
