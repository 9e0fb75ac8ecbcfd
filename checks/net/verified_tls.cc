#include "checks/net/verified_tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

#include "checks/openssl/error.h"

namespace checks {
namespace {

constexpr std::size_t kMaxShown = 300;  // bytes of a path in an error

plugin::Error unusable(const std::string& ca_file, const std::string& why) {
  return plugin::Error{plugin::Text("cannot use the CA file ") + plugin::Text::bounded(ca_file, kMaxShown) +
                       ": " + why};
}

bool is_address(const std::string& name) {
  unsigned char bytes[sizeof(in6_addr)];
  return inet_pton(AF_INET, name.c_str(), bytes) == 1 || inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

// RFC 6125, 6.4: the certificate must be for that name, or hold that address.
bool expect_name(SSL* ssl, const std::string& name) {
  if (is_address(name)) {
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), name.c_str()) == 1;
  }
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return !name.empty() && SSL_set1_host(ssl, name.c_str()) == 1 &&
         SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

// Null: OpenSSL has no memory, or takes no such name.
openssl::SslPtr session_for(SSL_CTX* context, const std::string& name) {
  openssl::SslPtr ssl(SSL_new(context));
  BIO* in = BIO_new(BIO_s_mem());
  BIO* out = BIO_new(BIO_s_mem());
  if (!ssl || in == nullptr || out == nullptr) {
    BIO_free(in);
    BIO_free(out);
    return nullptr;
  }
  BIO_set_mem_eof_return(in, -1);
  SSL_set_bio(ssl.get(), in, out);
  SSL_set_connect_state(ssl.get());
  return expect_name(ssl.get(), name) ? std::move(ssl) : nullptr;
}

}  // namespace

struct VerifiedTlsContext::State {
  openssl::SslCtxPtr handle;
};

VerifiedTlsContext::VerifiedTlsContext(std::unique_ptr<State> state) : state_(std::move(state)) {}
VerifiedTlsContext::VerifiedTlsContext(VerifiedTlsContext&&) noexcept = default;
VerifiedTlsContext& VerifiedTlsContext::operator=(VerifiedTlsContext&&) noexcept = default;
VerifiedTlsContext::~VerifiedTlsContext() = default;

plugin::Result<VerifiedTlsContext> VerifiedTlsContext::make(const std::string& ca_file) {
  openssl::clear_errors();
  openssl::SslCtxPtr handle(SSL_CTX_new(TLS_client_method()));
  if (!handle || SSL_CTX_set_min_proto_version(handle.get(), TLS1_2_VERSION) != 1) {
    return unusable(ca_file, openssl::drain_errors());
  }
  SSL_CTX_set_verify(handle.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(handle.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(handle.get(), SSL_OP_NO_RENEGOTIATION);
  const int is_loaded = ca_file.empty() ? SSL_CTX_set_default_verify_paths(handle.get())
                                        : SSL_CTX_load_verify_file(handle.get(), ca_file.c_str());
  if (is_loaded != 1) {
    return unusable(ca_file, openssl::drain_errors());
  }
  openssl::clear_errors();
  auto state = std::make_unique<State>();
  state->handle = std::move(handle);
  return VerifiedTlsContext(std::move(state));
}

VerifiedTls::VerifiedTls(const VerifiedTlsContext& context, Transport& below, std::string name)
    : TlsTransport(below), context_(context), name_(std::move(name)) {}

openssl::SslPtr VerifiedTls::make_session() {
  openssl::SslPtr ssl = session_for(context_.state_->handle.get(), name_);
  openssl::clear_errors();
  if (!ssl) {
    throw NetworkError(Stage::handshake, FailureKind::other, "OpenSSL cannot begin with " + quote(name_));
  }
  return ssl;
}

NetworkError VerifiedTls::failure(const SSL* ssl) const {
  const long verdict = SSL_get_verify_result(ssl);
  std::string reasons = openssl::drain_errors();
  if (verdict == X509_V_OK) {
    return NetworkError(Stage::handshake, FailureKind::protocol, "TLS fails: " + reasons);
  }
  const bool is_name = verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
  const std::string words = X509_verify_cert_error_string(verdict);
  return NetworkError(Stage::handshake, FailureKind::rejected,
                      is_name ? "its certificate is not for " + name_ + ": " + words
                              : "its certificate is not trusted: " + words);
}

}  // namespace checks
