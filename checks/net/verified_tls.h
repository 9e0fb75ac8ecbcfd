// TLS to a peer that is verified before anything is sent to it: for services of our own user (a monitor's
// API) that get passwords. The opposite of tls_engine.h, which sees everything and verifies nothing.

#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "checks/net/stream.h"
#include "checks/net/task.h"
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
class VerifiedTls final : public Transport {
 public:
  // `name`: the host name or address that the certificate must be for; a name is sent as SNI.
  VerifiedTls(const VerifiedTlsContext& context, Transport& below, std::string name);
  ~VerifiedTls() override;
  VerifiedTls(const VerifiedTls&) = delete;
  VerifiedTls& operator=(const VerifiedTls&) = delete;

  // First of all. Throws NetworkError{handshake}: `rejected` where the certificate is not good ("its
  // certificate is not for master: hostname mismatch", "its certificate is not trusted: self-signed
  // certificate in certificate chain"), else as TLS fails.
  Task<> handshake();

  // The end of the stream is close_notify or the end of the connection. Nothing is lost where the protocol
  // above knows the length of its messages.
  Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  Task<> write_all(ByteView bytes) override;

 private:
  struct State;
  Task<> flush();
  Task<std::size_t> feed();

  std::unique_ptr<State> state_;
};

}  // namespace checks
