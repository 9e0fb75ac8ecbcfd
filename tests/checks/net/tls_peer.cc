#include "tests/checks/net/tls_peer.h"

#include <openssl/err.h>

#include <algorithm>

namespace tests {

checks::Bytes Identity::der() const {
  unsigned char* data = nullptr;
  const int size = i2d_X509(certificate.get(), &data);
  checks::Bytes bytes(data, data + size);
  OPENSSL_free(data);
  return bytes;
}

Identity make_identity(const char* type, unsigned rsa_bits) {
  Identity identity;
  identity.key.reset(std::string_view(type) == "EC" ? EVP_EC_gen("P-256") : EVP_RSA_gen(rsa_bits));
  identity.certificate.reset(X509_new());
  X509* certificate = identity.certificate.get();
  X509_set_version(certificate, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
  X509_set_pubkey(certificate, identity.key.get());
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1,
                             0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, identity.key.get(), EVP_sha256());
  return identity;
}

TlsPeer::TlsPeer(const Identity& identity, const std::function<void(SSL_CTX*)>& settle)
    : context_(SSL_CTX_new(TLS_server_method())) {
  SSL_CTX_set_security_level(context_.get(), 0);
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
  SSL_CTX_use_certificate(context_.get(), identity.certificate.get());
  SSL_CTX_use_PrivateKey(context_.get(), identity.key.get());
  settle(context_.get());
  ssl_.reset(SSL_new(context_.get()));
  in_ = BIO_new(BIO_s_mem());
  out_ = BIO_new(BIO_s_mem());
  BIO_set_mem_eof_return(in_, -1);
  SSL_set_bio(ssl_.get(), in_, out_);
  SSL_set_accept_state(ssl_.get());
}

checks::Task<> TlsPeer::write_all(checks::ByteView bytes) {
  BIO_write(in_, bytes.data(), static_cast<int>(bytes.size()));
  char data[256];
  int got = 0;
  do {
    ERR_clear_error();
    got = SSL_read(ssl_.get(), data, sizeof(data));
    received_.append(data, static_cast<std::size_t>(std::max(0, got)));
  } while (got > 0);
  ERR_clear_error();
  co_return;
}

checks::Task<std::optional<std::size_t>> TlsPeer::read_some_within(std::span<std::uint8_t> into,
                                                                   std::chrono::milliseconds) {
  const std::size_t most = std::min({into.size(), most_, limit_ - given_});
  if (most == 0) {
    co_return 0;
  }
  const int got = BIO_read(out_, into.data(), static_cast<int>(most));
  if (got <= 0) {
    co_return std::nullopt;
  }
  given_ += static_cast<std::size_t>(got);
  co_return static_cast<std::size_t>(got);
}

checks::Task<std::size_t> TlsPeer::read_some(std::span<std::uint8_t> into) {
  const std::optional<std::size_t> got = co_await read_some_within(into, std::chrono::milliseconds(0));
  if (!got) {
    throw checks::NetworkError(checks::Stage::connect, checks::FailureKind::deadline,
                               "no answer within the timeout");
  }
  co_return *got;
}

}  // namespace tests
