// Reads the messages of a handshake as they come, beside OpenSSL and more forgiving than it, and keeps what
// is evidence.
//
// Whatever a message holds up to the place where it is malformed is kept; OpenSSL says what is wrong with it.

#pragma once

#include <cstdint>
#include <optional>

#include "checks/evidence/bytes.h"
#include "checks/evidence/observation.h"

namespace checks {

// Certificates that are kept of one message; the message itself is at most 100 KiB. Empty ones would else be
// 34,000.
inline constexpr std::size_t kMaxCertificates = 1000;

enum class KeyExchange { other, ecdhe, dhe };

class TlsWitness {
 public:
  explicit TlsWitness(Handshake& seen) : seen_(seen) {}

  // A handshake message from the server with its four-byte header (RFC 8446, 4). `exchange` is read by
  // TLS 1.2's ServerKeyExchange.
  void read_message(ByteView message, KeyExchange exchange);

  // The two bytes of the ServerHello.
  std::uint16_t cipher() const { return cipher_; }
  // Of TLS 1.2 and below; 0 if the key exchange is another.
  std::size_t dh_bits() const { return dh_bits_; }
  bool has_ticket() const { return has_ticket_; }

 private:
  void read_server_hello(ByteView body);
  void read_hello_extension(std::uint32_t type, ByteView data);
  void read_certificates(ByteView body);
  void read_entry_extensions(ByteView extensions);
  void read_status(ByteView status);
  void read_key_exchange(ByteView body, KeyExchange exchange);

  Handshake& seen_;
  std::uint32_t version_ = 0;
  std::uint16_t cipher_ = 0;
  std::size_t dh_bits_ = 0;
  bool has_ticket_ = false;
};

}  // namespace checks
