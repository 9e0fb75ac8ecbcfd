// TLS over a Stream: one handshake that sees everything and verifies nothing.
//
// SSL over two memory BIOs. Verification is off (the certificate-verify callback says yes), ciphers
// DEFAULT:@SECLEVEL=0, TLS 1.0 upward, legacy renegotiation servers accepted, renegotiation itself refused,
// modern algorithms first. All of it is set on the SSL_CTX and so independent of openssl.cnf. Certificates,
// staple, SCTs and the certificate request are taken raw from the message callback: they are there even when
// OpenSSL cannot parse one or the handshake fails later.
//
// Refused: a certificate message above 100 KiB, DH above 4096 bits (see the constants in the source).

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "checks/evidence/observation.h"
#include "checks/net/client_credentials.h"
#include "checks/net/stream.h"
#include "checks/net/task.h"
#include "checks/openssl/certificate_pool.h"

namespace checks {

// What all handshakes of a run share.
class TlsContext {
 public:
  TlsContext();
  ~TlsContext();
  TlsContext(const TlsContext&) = delete;
  TlsContext& operator=(const TlsContext&) = delete;

 private:
  friend class TlsSession;
  struct State;
  std::unique_ptr<State> state_;
};

// The kinds of keys that a server may prove itself by. `rsa` and `ecdsa` narrow signature_algorithms to that
// kind, and the cipher suites of TLS 1.2 and older; the signatures inside of certificates may be of all kinds
// (signature_algorithms_cert, RFC 8446, 4.2.3).
enum class ServerKeys { any, rsa, ecdsa };

struct HandshakeRequest {
  std::optional<std::string> server_name;                          // SNI
  std::string alpn;                                                // one protocol name, empty for none
  std::shared_ptr<const ClientCredentials> credentials = nullptr;  // null: none
  ServerKeys keys = ServerKeys::any;
};

// One TLS session. The stream, the context and `seen` must outlive it.
class TlsSession {
 public:
  // `seen` is filled as messages arrive, so that it holds what came before a failure or the deadline.
  TlsSession(TlsContext& context, Stream& stream, HandshakeRequest request, Handshake& seen);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  // Throws NetworkError with stage `handshake`. When a client certificate was asked for, none given and the
  // server refuses, `seen.certificate_request` says so and the failure is thrown all the same (TLS 1.2).
  Task<> handshake();

  // Under TLS 1.3 a server refuses a client certificate after the handshake: reads on until a ticket, an
  // alert, application data, the end or 300 ms, and records it in `seen`. Call it only when
  // `seen.certificate_request` is there. Of older versions the handshake itself was the verdict: then it
  // reads nothing. Never throws NetworkError.
  Task<> await_verdict();

  // Where the server speaks first: its first words or 300 ms, so that the farewell does not come before them,
  // which servers log as a lost connection. False: none came. Never throws NetworkError.
  Task<bool> await_greeting();

  // Sends `farewell`, or close_notify if there is none; waits for nothing and ignores failures.
  Task<> leave(std::string_view farewell);

  // Puts the peer's decoded certificates into the pool, so that they are not decoded again.
  void share_certificates(openssl::CertificatePool& pool) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace checks
