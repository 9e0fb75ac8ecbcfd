// What was seen on one connection, or in one file.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/bytes.h"
#include "checks/evidence/certificate_file.h"
#include "checks/evidence/failure.h"
#include "checks/evidence/tls_version.h"

namespace checks {

// Why the connection was made. `rsa`, `ecdsa`: to see the certificate with such a key, if there is one.
// `version_probe`: to see whether one version is accepted; of the handshake there is no more than what the
// ServerHello says. `served`: to compare what a server sends with files. `file`: there was none, the
// certificates of a file stand in a handshake that never was.
enum class Purpose { ordinary, rsa, ecdsa, version_probe, served, file };

// "ordinary", "rsa", "ecdsa", "version_probe", "served", "file".
const char* word(Purpose purpose);
std::optional<Purpose> purpose_from_word(std::string_view text);

// How long each stage took. None: it was not reached, or there was none (a numeric address is not resolved).
struct Timings {
  using Time = std::optional<std::chrono::microseconds>;
  Time resolve;
  Time connect;
  Time proxy;
  Time starttls;
  Time tls;
  Time total;  // from the start of the look-up to the end of the last stage reached

  friend bool operator==(const Timings&, const Timings&) = default;
};

// The server asked for a client certificate.
struct CertificateRequest {
  bool answered = false;  // one was given
  // The handshake (TLS 1.2) or the alert read after it (TLS 1.3) said no. The alert's words, empty if there
  // was none.
  bool refused = false;
  std::string alert;

  friend bool operator==(const CertificateRequest&, const CertificateRequest&) = default;
};

// A TLS handshake as far as it went: everything is kept as soon as it was on the wire.
struct Handshake {
  bool completed = false;
  std::string version;              // "TLSv1.3", as OpenSSL names it; empty if not negotiated
  std::string cipher;               // IANA name, "TLS_AES_256_GCM_SHA384"
  std::string group;                // key exchange, "x25519", "DH 2048 bits"; empty if unknown
  std::string alpn;                 // negotiated protocol, empty for none
  std::vector<Bytes> certificates;  // DER as sent, in the order sent, whether they parse or not
  Bytes staple;                     // OCSPResponse as stapled to the leaf; empty for none
  Bytes scts;                       // SignedCertificateTimestampList from the TLS extension; empty for none
  std::optional<CertificateRequest> certificate_request;

  friend bool operator==(const Handshake&, const Handshake&) = default;
};

struct Observation {
  Purpose purpose = Purpose::ordinary;
  // Numeric, as connected to; empty if none was reached. What a proxy was asked to connect to, which may be a
  // name.
  std::string address;
  std::uint16_t port = 0;
  std::string host;                   // of `served`: whose address it is
  std::optional<TlsVersion> offered;  // of `version_probe`: that one alone
  Timings timings;
  Bytes injected;  // what came between the server's consent to STARTTLS and our ClientHello (bounded)
  std::optional<Handshake> handshake;  // none: it never began
  std::optional<Failure>
      failure;  // none: all went well. May stand beside a handshake that went part of the way.
  // A failed attempt whose place another address took: kept as evidence, not judged.
  bool superseded = false;
  std::optional<CertificateFile> file;  // of `file`: one of these two
  std::optional<FileSearch> search;

  friend bool operator==(const Observation&, const Observation&) = default;
};

}  // namespace checks
