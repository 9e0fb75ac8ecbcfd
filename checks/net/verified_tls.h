// TLS to a peer that is verified before anything is sent to it: for services of our own user (a monitor's
// API) that get passwords. The opposite of tls_engine.h, which sees everything and verifies nothing.

#pragma once

#include <memory>
#include <string>

#include "checks/net/tls_transport.h"
#include "plugin/result.h"

namespace checks {

// Trust anchors and settings for several connections. TLS 1.2 upward, OpenSSL's own ciphers and levels.
class VerifiedTlsContext {
 public:
  // `ca_file`: PEM, the anchors in place of the system's; empty: the system's. The error reads "cannot use
  // the CA file PATH: no certificate in it".
  static plugin::Result<VerifiedTlsContext> make(const std::string& ca_file);

  VerifiedTlsContext(VerifiedTlsContext&&) noexcept;
  VerifiedTlsContext& operator=(VerifiedTlsContext&&) noexcept;
  ~VerifiedTlsContext();

 private:
  friend class VerifiedTls;
  struct State;
  explicit VerifiedTlsContext(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// One session over `below`; both and the context must outlive it.
class VerifiedTls final : public TlsTransport {
 public:
  // `name`: the host name or address that the certificate must be for; a name is sent as SNI.
  //
  // The handshake ends with `rejected` where the certificate is not good ("its certificate is not for master:
  // hostname mismatch", "its certificate is not trusted: self-signed certificate in certificate chain").
  VerifiedTls(const VerifiedTlsContext& context, Transport& below, std::string name);

 private:
  openssl::SslPtr make_session() override;
  NetworkError failure(const SSL* ssl) const override;

  const VerifiedTlsContext& context_;
  std::string name_;
};

}  // namespace checks
