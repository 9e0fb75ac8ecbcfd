// The settings of every handshake, in one SSL_CTX for each kind of keys.

#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "checks/net/tls_engine.h"
#include "checks/openssl/handles.h"

namespace checks {

// Most bytes of a certificate message: OpenSSL's own default, which its clients keep to (GnuTLS 128 KiB, Java
// 32). Decoding 200 certificates costs 0.06 s of CPU; real chains have 3 to 10 kB.
inline constexpr long kMaxCertificateMessage = 100L << 10;
// Most bits of a Diffie-Hellman group. At 8192 one handshake costs 0.1 s of CPU; nobody needs more than 4096
// (RFC 7919).
inline constexpr int kMaxDhBits = 4096;

// Null if OpenSSL has no memory, or cannot do what is needed; the reasons are then in its error queue.
openssl::SslCtxPtr make_tls_context(ServerKeys keys = ServerKeys::any);

// RFC 6066, 3: "without a trailing dot", and no literal addresses: a name as it is sent, empty for none.
std::string sent_name(const std::optional<std::string>& name);

// A client session of `context` over two memory BIOs that it owns, set up for `request`: server name (never
// an address), ALPN, client certificate, status request. Null if OpenSSL refuses; the reasons are then in its
// error queue.
openssl::SslPtr make_tls_session(SSL_CTX* context, const HandshakeRequest& request);

}  // namespace checks
