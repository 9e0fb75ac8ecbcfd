#include "checks/net/tls_failure.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "checks/net/tls_context.h"
#include "checks/openssl/error.h"

namespace checks {
namespace {

constexpr std::uint8_t kWarning = 1;
constexpr std::uint8_t kFatal = 2;
constexpr std::uint8_t kCloseNotify = 0;
constexpr std::uint8_t kUserCanceled = 90;
constexpr std::uint8_t kUnrecognizedName = 112;  // a warning to many servers of TLS 1.2: RFC 6066, 3
constexpr std::uint8_t kNoRenegotiation = 100;
constexpr std::uint8_t kCertificateRequired = 116;  // OpenSSL 3.0 has no words for it

Failure failure(FailureKind kind, std::string text) { return {Stage::handshake, kind, std::move(text)}; }

// The reasons behind the first one say no more than in which function it happened.
std::string first_of(const std::string& reasons) { return reasons.substr(0, reasons.find(", ")); }

Failure from_reason(unsigned long code, const std::string& version, std::string words) {
  if (ERR_GET_LIB(code) == ERR_LIB_SSL) {
    switch (ERR_GET_REASON(code)) {
      case SSL_R_EXCESSIVE_MESSAGE_SIZE:
        return failure(FailureKind::too_large,
                       "a message of the server is too large (a certificate message may have " +
                           std::to_string(kMaxCertificateMessage >> 10) + " KiB)");
      case SSL_R_UNSUPPORTED_PROTOCOL:
      case SSL_R_VERSION_TOO_LOW:
        return failure(FailureKind::protocol, "the server chose " +
                                                  (version.empty() ? "an old version" : version) +
                                                  ", which is below TLS 1.0");
      case SSL_R_WRONG_VERSION_NUMBER:
        return failure(FailureKind::protocol, "the answer is no TLS that is known (wrong version number)");
      case ERR_R_ASN1_LIB:
        return failure(FailureKind::protocol,
                       "a certificate of the server cannot be decoded: " + first_of(words));
      default:
        break;
    }
  }
  if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE) {
    return failure(FailureKind::no_resources, "no memory for the handshake");
  }
  if (ERR_GET_LIB(code) == ERR_LIB_ASN1) {
    return failure(FailureKind::protocol,
                   "a certificate of the server cannot be decoded: " + first_of(words));
  }
  return failure(FailureKind::protocol, "the server breaks the rules of TLS: " + words);
}

}  // namespace

bool Alert::is_fatal() const {
  if (description == kCloseNotify || description == kUserCanceled) {
    return false;
  }
  return level == kFatal ||
         (level == kWarning && description != kUnrecognizedName && description != kNoRenegotiation);
}

std::string Alert::words() const {
  if (description == kCertificateRequired) {
    return "certificate required";
  }
  const std::string words = SSL_alert_desc_string_long(description);
  return words == "unknown" ? "number " + std::to_string(description) : words;
}

Failure alert_failure(const Alert& alert) {
  return failure(FailureKind::alert, "the server sent the alert '" + alert.words() + "'");
}

Failure local_failure(const std::string& version, std::size_t dh_bits) {
  const unsigned long code = ERR_peek_last_error();
  std::string words = openssl::drain_errors();
  if (dh_bits > kMaxDhBits) {
    return failure(FailureKind::too_large, "key exchange too large: DH with " + std::to_string(dh_bits) +
                                               " bits (at most " + std::to_string(kMaxDhBits) + ")");
  }
  return from_reason(code, version, std::move(words));
}

}  // namespace checks
