// TLS as a transport over another one, for what is handed to others: bytes go between OpenSSL and the peer.
// Whom a session trusts is for those who derive (verified_tls.h, opportunistic_tls.h). Checks use
// tls_engine.h, which sees and tells more.

#pragma once

#include <span>

#include "checks/net/network_error.h"
#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/openssl/handles.h"

namespace checks {

class TlsTransport : public Transport {
 public:
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  // First of all. Throws NetworkError{handshake}.
  Task<> handshake();

  // The end of the stream is close_notify or the end of the connection: nothing is lost where the protocol
  // above knows the length of its messages.
  Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  Task<> write_all(ByteView bytes) override;

 protected:
  // `below` must outlive it.
  explicit TlsTransport(Transport& below) : below_(below) {}

 private:
  // A client's session over two memory BIOs that it owns. Throws NetworkError if OpenSSL cannot begin.
  virtual openssl::SslPtr make_session() = 0;
  // What ended a call of OpenSSL. Takes the reasons from its error queue.
  virtual NetworkError failure(const SSL* ssl) const = 0;

  Task<> flush();
  Task<std::size_t> feed();

  Transport& below_;
  openssl::SslPtr ssl_;
};

}  // namespace checks
