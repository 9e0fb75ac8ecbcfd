// A ClientHello of our own that offers one version and nothing newer or older.
//
// For versions that OpenSSL may be built or configured without (SSL 3.0), and whose handshake nobody wants to
// complete: what the server says to it is enough. It offers whatever cipher suite, group and signature a
// server of that version may insist on, weak ones too, so that a refusal is one of the version.

#pragma once

#include <optional>
#include <string>

#include "checks/evidence/bytes.h"
#include "checks/evidence/tls_version.h"

namespace checks {

struct HelloOffer {
  TlsVersion version = TlsVersion::tls1_2;
  std::optional<std::string> server_name = {};  // SNI; a name, not an address, without a trailing dot
  std::string alpn = {};                        // one protocol name, empty for none
};

// The bytes that such a hello takes from chance: random, session identifier, key share.
inline constexpr std::size_t kHelloEntropy = 96;

// The number on the wire: 0x0301 is TLS 1.0.
std::uint16_t wire_number(TlsVersion version);

// The whole record. `entropy` has kHelloEntropy bytes. A name or protocol that is too long for its field is
// left out. Under SSL 3.0 there are no extensions, and so no name.
Bytes client_hello(const HelloOffer& offer, ByteView entropy);

// A record that cancels the handshake begun by it: user_canceled and close_notify (RFC 8446, 6.1).
Bytes cancelled_hello(TlsVersion version);

}  // namespace checks
