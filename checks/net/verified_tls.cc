#include "checks/net/verified_tls.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

#include "checks/net/network_error.h"
#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"

namespace checks {
namespace {

constexpr std::size_t kMaxShown = 300;           // bytes of a path in an error
constexpr std::size_t kChunk = (16U << 10) + 5;  // one TLS record and its header (RFC 8446, 5.1)
constexpr std::size_t kMaxWrite = 16U << 10;     // of one record
constexpr std::size_t kMaxHandshake = 1U << 20;  // four times the largest certificate message

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

openssl::SslPtr make_session(SSL_CTX* context, const std::string& name) {
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

NetworkError failure(FailureKind kind, std::string text) {
  return NetworkError(Stage::handshake, kind, std::move(text));
}

// What ended a call of OpenSSL. Takes the reasons from its error queue.
NetworkError failure_of(SSL* ssl, const std::string& name) {
  const long verdict = SSL_get_verify_result(ssl);
  std::string reasons = openssl::drain_errors();
  if (verdict == X509_V_OK) {
    return failure(FailureKind::protocol, "TLS fails: " + reasons);
  }
  const bool is_name = verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH;
  const std::string words = X509_verify_cert_error_string(verdict);
  return failure(FailureKind::rejected, is_name ? "its certificate is not for " + name + ": " + words
                                                : "its certificate is not trusted: " + words);
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

struct VerifiedTls::State {
  State(Transport& transport, std::string peer) : below(transport), name(std::move(peer)) {}

  Transport& below;
  std::string name;
  openssl::SslPtr ssl;
  BIO* in = nullptr;   // owned by ssl
  BIO* out = nullptr;  // owned by ssl
};

VerifiedTls::VerifiedTls(const VerifiedTlsContext& context, Transport& below, std::string name)
    : state_(std::make_unique<State>(below, std::move(name))) {
  openssl::clear_errors();
  state_->ssl = make_session(context.state_->handle.get(), state_->name);
  openssl::clear_errors();
}
VerifiedTls::~VerifiedTls() = default;

// What OpenSSL wants to be sent.
Task<> VerifiedTls::flush() {
  char* data = nullptr;
  const long size = BIO_get_mem_data(state_->out, &data);
  if (size <= 0) {
    co_return;
  }
  const Bytes bytes(data, data + size);
  (void)BIO_reset(state_->out);
  co_await state_->below.write_all(ByteView(bytes));
}

// 0 at the end of the connection.
Task<std::size_t> VerifiedTls::feed() {
  Bytes bytes(kChunk);
  const std::size_t got = co_await state_->below.read_some(std::span(bytes));
  if (got > 0 && BIO_write(state_->in, bytes.data(), static_cast<int>(got)) != static_cast<int>(got)) {
    throw failure(FailureKind::no_resources, "no memory for TLS");
  }
  co_return got;
}

Task<> VerifiedTls::handshake() {
  if (!state_->ssl) {
    throw failure(FailureKind::other, "OpenSSL cannot begin with " + quote(state_->name));
  }
  state_->in = SSL_get_rbio(state_->ssl.get());
  state_->out = SSL_get_wbio(state_->ssl.get());
  for (std::size_t fed = 0;;) {
    openssl::clear_errors();
    const int result = SSL_do_handshake(state_->ssl.get());
    const bool is_open = result != 1 && SSL_get_error(state_->ssl.get(), result) == SSL_ERROR_WANT_READ;
    std::optional<NetworkError> fault;
    if (result != 1 && !is_open) {
      fault = failure_of(state_->ssl.get(), state_->name);
    }
    co_await flush();
    if (fault) {
      throw NetworkError(*fault);
    }
    if (!is_open) {
      co_return;
    }
    const std::size_t got = co_await feed();
    fed += got;
    if (got == 0) {
      throw failure(FailureKind::closed, "the server closed the connection during the handshake");
    }
    if (fed > kMaxHandshake) {
      throw failure(FailureKind::too_large, "the handshake has no end");
    }
  }
}

Task<std::size_t> VerifiedTls::read_some(std::span<std::uint8_t> into) {
  for (;;) {
    openssl::clear_errors();
    const int got = SSL_read(state_->ssl.get(), into.data(), static_cast<int>(into.size()));
    const int error = got > 0 ? SSL_ERROR_NONE : SSL_get_error(state_->ssl.get(), got);
    if (error != SSL_ERROR_NONE && error != SSL_ERROR_ZERO_RETURN && error != SSL_ERROR_WANT_READ) {
      throw failure_of(state_->ssl.get(), state_->name);
    }
    co_await flush();
    if (error != SSL_ERROR_WANT_READ) {
      co_return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    const std::size_t more = co_await feed();
    if (more == 0) {
      co_return 0;
    }
  }
}

Task<> VerifiedTls::write_all(ByteView bytes) {
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(bytes.size(), kMaxWrite));
    bytes = bytes.subspan(piece.size());
    openssl::clear_errors();
    if (SSL_write(state_->ssl.get(), piece.data(), static_cast<int>(piece.size())) <= 0) {
      throw failure_of(state_->ssl.get(), state_->name);
    }
    co_await flush();
  }
}

}  // namespace checks
