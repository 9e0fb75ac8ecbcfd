// TLS to a peer that is not verified: against those who only listen, where the peer offers it and has nothing
// to prove (RFC 7435). For mail relays, whose certificates are mostly self-signed or for another name.
//
// The session is set up as a check's (tls_context.h): it takes every server that a check can speak to.
// Nothing secret may be sent through it.

#pragma once

#include <string>
#include <utility>

#include "checks/net/tls_transport.h"

namespace checks {

// One session over `below`, which must outlive it.
class OpportunisticTls final : public TlsTransport {
 public:
  // `name` is sent as SNI, unless it is an address.
  OpportunisticTls(Transport& below, std::string name) : TlsTransport(below), name_(std::move(name)) {}

 private:
  openssl::SslPtr make_session() override;
  NetworkError failure(const SSL* ssl) const override;

  std::string name_;
  openssl::SslCtxPtr context_;
};

}  // namespace checks
