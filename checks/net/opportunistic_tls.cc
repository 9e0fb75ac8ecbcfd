#include "checks/net/opportunistic_tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "checks/net/tls_context.h"
#include "checks/net/tls_failure.h"
#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"

namespace checks {
namespace {

constexpr std::size_t kChunk = (16U << 10) + 5;  // one TLS record and its header (RFC 8446, 5.1)
constexpr std::size_t kMaxWrite = 16U << 10;     // of one record
constexpr std::size_t kMaxHandshake = 1U << 20;  // as in tls_engine.cc

}  // namespace

struct OpportunisticTls::State {
  State(Transport& transport, std::string peer) : below(transport), name(std::move(peer)) {}

  NetworkError failure() const {
    const Failure found = local_failure(ssl ? SSL_get_version(ssl.get()) : "", 0);
    return NetworkError(Stage::handshake, found.kind, found.text);
  }

  Transport& below;
  std::string name;
  openssl::SslCtxPtr context;
  openssl::SslPtr ssl;
  BIO* in = nullptr;   // owned by ssl
  BIO* out = nullptr;  // owned by ssl
};

OpportunisticTls::OpportunisticTls(Transport& below, std::string name)
    : state_(std::make_unique<State>(below, std::move(name))) {}
OpportunisticTls::~OpportunisticTls() = default;

// What OpenSSL wants to be sent.
Task<> OpportunisticTls::flush() {
  char* data = nullptr;
  const long size = BIO_get_mem_data(state_->out, &data);
  if (size <= 0) {
    co_return;
  }
  const Bytes bytes(data, data + size);
  (void)BIO_reset(state_->out);
  co_await state_->below.write_all(ByteView(bytes));
}

// False at the end of the connection.
Task<bool> OpportunisticTls::feed() {
  Bytes bytes(kChunk);
  const std::size_t got = co_await state_->below.read_some(std::span(bytes));
  if (got > 0 && BIO_write(state_->in, bytes.data(), static_cast<int>(got)) != static_cast<int>(got)) {
    throw NetworkError(Stage::handshake, FailureKind::no_resources, "no memory for TLS");
  }
  co_return got > 0;
}

Task<> OpportunisticTls::handshake() {
  State& state = *state_;
  state.context = make_tls_context();
  HandshakeRequest request;
  request.server_name = state.name;
  if (state.context) {
    state.ssl = make_tls_session(state.context.get(), request);
  }
  if (!state.ssl) {
    throw NetworkError(Stage::handshake, FailureKind::no_resources,
                       "OpenSSL cannot begin: " + openssl::drain_errors());
  }
  state.in = SSL_get_rbio(state.ssl.get());
  state.out = SSL_get_wbio(state.ssl.get());
  for (std::size_t fed = 0;; fed += kChunk) {
    openssl::clear_errors();
    const int result = SSL_do_handshake(state.ssl.get());
    const bool is_open = result != 1 && SSL_get_error(state.ssl.get(), result) == SSL_ERROR_WANT_READ;
    std::optional<NetworkError> fault;
    if (result != 1 && !is_open) {
      fault = state.failure();
    }
    co_await flush();
    if (fault) {
      throw NetworkError(*fault);
    }
    if (!is_open) {
      co_return;
    }
    const bool more = co_await feed();
    if (!more || fed > kMaxHandshake) {
      throw NetworkError(Stage::handshake, FailureKind::closed,
                         "the server closed the connection during the handshake");
    }
  }
}

Task<std::size_t> OpportunisticTls::read_some(std::span<std::uint8_t> into) {
  for (;;) {
    openssl::clear_errors();
    const int got = SSL_read(state_->ssl.get(), into.data(), static_cast<int>(into.size()));
    const int error = got > 0 ? SSL_ERROR_NONE : SSL_get_error(state_->ssl.get(), got);
    if (error != SSL_ERROR_NONE && error != SSL_ERROR_ZERO_RETURN && error != SSL_ERROR_WANT_READ) {
      throw state_->failure();
    }
    co_await flush();
    if (error != SSL_ERROR_WANT_READ) {
      co_return got > 0 ? static_cast<std::size_t>(got) : 0;
    }
    const bool more = co_await feed();
    if (!more) {
      co_return 0;
    }
  }
}

Task<> OpportunisticTls::write_all(ByteView bytes) {
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(bytes.size(), kMaxWrite));
    bytes = bytes.subspan(piece.size());
    openssl::clear_errors();
    if (SSL_write(state_->ssl.get(), piece.data(), static_cast<int>(piece.size())) <= 0) {
      throw state_->failure();
    }
    co_await flush();
  }
}

}  // namespace checks
