// A TLS server by OpenSSL inside the test: no socket, no thread, no time.

#pragma once

#include <functional>
#include <string>

#include "checks/net/stream.h"
#include "checks/openssl/handles.h"

namespace tests {

struct Identity {
  checks::openssl::EvpPkeyPtr key;
  checks::openssl::X509Ptr certificate;  // self-signed

  checks::Bytes der() const;
};

// `type` is "EC" (P-256) or "RSA" with so many bits.
Identity make_identity(const char* type, unsigned rsa_bits = 0);

class TlsPeer final : public checks::Transport {
 public:
  // `settle` sets what the test is about.
  TlsPeer(const Identity& identity, const std::function<void(SSL_CTX*)>& settle);

  // Ends the stream after so many bytes; gives them in reads of at most `most`.
  void close_after(std::size_t count) { limit_ = count; }
  void read_at_most(std::size_t most) { most_ = most; }

  checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  // Nothing if the server has nothing to say.
  checks::Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                            std::chrono::milliseconds patience) override;
  checks::Task<> write_all(checks::ByteView bytes) override;

  SSL* ssl() const { return ssl_.get(); }
  // Bytes that the client was given.
  std::size_t given() const { return given_; }
  // What the client sent inside TLS.
  const std::string& received() const { return received_; }
  // True if the client ended by close_notify.
  bool was_left() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }
  // True if the client's handshake succeeded for the server.
  bool is_complete() const { return SSL_is_init_finished(ssl_.get()) == 1; }

 private:
  checks::openssl::SslCtxPtr context_;
  checks::openssl::SslPtr ssl_;
  BIO* in_ = nullptr;
  BIO* out_ = nullptr;
  std::size_t limit_ = static_cast<std::size_t>(-1);
  std::size_t most_ = static_cast<std::size_t>(-1);
  std::size_t given_ = 0;
  std::string received_;
};

}  // namespace tests
