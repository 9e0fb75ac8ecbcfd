// TLS as a real server speaks it, or as one should not.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

// A server's context for `identity`: TLS 1.0 upward with every cipher that OpenSSL still has, security level
// 0, so that it can send what no server should. The chain is sent exactly as it stands, nothing is looked up
// or completed.
checks::openssl::SslCtxPtr make_context(const Identity& identity);

// What makes a scenario's context different: Scenario::configure.
void only_tls10(SSL_CTX* context, const Identity& identity, Pki& pki);
void only_tls12(SSL_CTX* context, const Identity& identity, Pki& pki);
void from_tls12(SSL_CTX* context, const Identity& identity, Pki& pki);  // refuses older ones by an alert
// Falls silent at a ClientHello that offers less than TLS 1.2: serve_tls then ends without an alert,
// serve_tls_or_hold does not end.
void ignore_old_versions(SSL_CTX* context, const Identity& identity, Pki& pki);
// Beside the identity, which has an ECDSA key, an RSA certificate with its chain.
void also_rsa(SSL_CTX* context, const Identity& identity, Pki& pki);
void also_rsa_tls12(SSL_CTX* context, const Identity& identity, Pki& pki);
void also_expired_rsa(SSL_CTX* context, const Identity& identity, Pki& pki);
void demand_client_tls12(SSL_CTX* context, const Identity& identity,
                         Pki& pki);  // one that Lab Root CA vouches for
void demand_client_tls13(SSL_CTX* context, const Identity& identity, Pki& pki);
void dh_8192(SSL_CTX* context, const Identity& identity, Pki& pki);  // TLS 1.2, DHE with ffdhe8192 (RFC 7919)
void with_staple(SSL_CTX* context, const Identity& identity, Pki& pki);
void with_timestamps(SSL_CTX* context, const Identity& identity, Pki& pki);

// Scenario::serve: TLS from the first byte. An HTTP request is answered by a short page, anything else is
// read until the peer ends, and close_notify answered by ours.
void serve_tls(Connection& connection, const Service& service);
// The same, but a connection whose handshake fails stays open and silent.
void serve_tls_or_hold(Connection& connection, const Service& service);

}  // namespace lab
