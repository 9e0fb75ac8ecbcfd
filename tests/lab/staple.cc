#include "tests/lab/staple.h"

#include <openssl/ocsp.h>

#include <cstring>

#include "tests/lab/require.h"

namespace lab {
namespace {

using checks::openssl::Deleter;
using BasicPtr = std::unique_ptr<OCSP_BASICRESP, Deleter<OCSP_BASICRESP_free>>;
using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, Deleter<OCSP_RESPONSE_free>>;
using CertIdPtr = std::unique_ptr<OCSP_CERTID, Deleter<OCSP_CERTID_free>>;
using TimePtr = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;

constexpr long kHour = 3600;
constexpr long kSixDays = 6 * 24 * kHour;

TimePtr from_now(long seconds) { return TimePtr(X509_gmtime_adj(nullptr, seconds)); }

int give_staple(SSL* ssl, void* argument) {
  const auto& staple = *static_cast<const std::string*>(argument);
  void* copy = OPENSSL_memdup(staple.data(), staple.size());
  if (!copy) {
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  SSL_set_tlsext_status_ocsp_resp(ssl, copy, static_cast<long>(staple.size()));  // takes it over
  return SSL_TLSEXT_ERR_OK;
}

constexpr unsigned int kTimestampExtension = TLSEXT_TYPE_signed_certificate_timestamp;
constexpr std::size_t kSignature = 8;  // bytes of a signature that signs nothing
constexpr std::size_t kTimestamp = 1 + 32 + 8 + 2 + 4 + kSignature;  // RFC 6962, 3.2

// SignedCertificateTimestampList of one: version 0, log, time, no extensions, ECDSA with SHA-256, signature.
struct TimestampList {
  unsigned char bytes[4 + kTimestamp];
};

constexpr TimestampList make_timestamps() {
  TimestampList list{};
  list.bytes[1] = 2 + kTimestamp;
  list.bytes[3] = kTimestamp;
  for (std::size_t i = 5; i < 5 + 32; ++i) {
    list.bytes[i] = static_cast<unsigned char>(0xa0 + i);
  }
  constexpr unsigned char kMilliseconds[] = {0x00, 0x00, 0x01, 0x9a, 0x00, 0x00, 0x00, 0x00};
  for (std::size_t i = 0; i < sizeof kMilliseconds; ++i) {
    list.bytes[37 + i] = kMilliseconds[i];
  }
  list.bytes[47] = 4;
  list.bytes[48] = 3;
  list.bytes[50] = kSignature;
  for (std::size_t i = 0; i < kSignature; ++i) {
    list.bytes[51 + i] = static_cast<unsigned char>(i);
  }
  return list;
}
constexpr TimestampList kTimestamps = make_timestamps();

int add_timestamps(SSL*, unsigned int, unsigned int context, const unsigned char** out, std::size_t* length,
                   X509*, std::size_t index, int*, void*) {
  if ((context & SSL_EXT_TLS1_3_CERTIFICATE) != 0 && index != 0) {
    return 0;
  }
  *out = kTimestamps.bytes;
  *length = sizeof kTimestamps.bytes;
  return 1;
}

int accept_request(SSL*, unsigned int, unsigned int, const unsigned char*, std::size_t, X509*, std::size_t,
                   int*, void*) {
  return 1;
}

}  // namespace

std::string make_staple(X509* certificate, const Authority& issuer) {
  const BasicPtr basic(OCSP_BASICRESP_new());
  const CertIdPtr id(OCSP_cert_to_id(nullptr, certificate, issuer.certificate.get()));
  const TimePtr since = from_now(-kHour);
  const TimePtr until = from_now(kSixDays);
  require(
      basic && id &&
          OCSP_basic_add1_status(basic.get(), id.get(), V_OCSP_CERTSTATUS_GOOD, 0, nullptr, since.get(),
                                 until.get()) &&
          OCSP_basic_sign(basic.get(), issuer.certificate.get(), issuer.key.get(), EVP_sha256(), nullptr, 0),
      "sign an OCSP response");
  const ResponsePtr response(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get()));
  unsigned char* encoded = nullptr;
  const int length = i2d_OCSP_RESPONSE(response.get(), &encoded);
  require(length > 0, "encode an OCSP response");
  std::string staple(reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(length));
  OPENSSL_free(encoded);
  return staple;
}

void send_staple(SSL_CTX* context, const std::string& staple) {
  SSL_CTX_set_tlsext_status_cb(context, give_staple);
  SSL_CTX_set_tlsext_status_arg(context, const_cast<std::string*>(&staple));
}

void send_timestamps(SSL_CTX* context) {
  require(
      SSL_CTX_add_custom_ext(context, kTimestampExtension,
                             SSL_EXT_CLIENT_HELLO | SSL_EXT_TLS1_2_SERVER_HELLO | SSL_EXT_TLS1_3_CERTIFICATE,
                             add_timestamps, nullptr, nullptr, accept_request, nullptr) == 1,
      "send certificate timestamps");
}

}  // namespace lab
