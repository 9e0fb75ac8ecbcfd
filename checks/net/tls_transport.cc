#include "checks/net/tls_transport.h"

#include <openssl/ssl.h>

#include <algorithm>
#include <optional>

#include "checks/openssl/error.h"

namespace checks {
namespace {

constexpr std::size_t kChunk = (16U << 10) + 5;  // one TLS record and its header (RFC 8446, 5.1)
constexpr std::size_t kMaxWrite = 16U << 10;     // of one record
constexpr std::size_t kMaxHandshake = 1U << 20;  // four times the largest certificate message

NetworkError broken(FailureKind kind, const char* text) { return NetworkError(Stage::handshake, kind, text); }

}  // namespace

// What OpenSSL wants to be sent.
Task<> TlsTransport::flush() {
  BIO* out = SSL_get_wbio(ssl_.get());
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  if (size <= 0) {
    co_return;
  }
  const Bytes bytes(data, data + size);
  (void)BIO_reset(out);
  co_await below_.write_all(ByteView(bytes));
}

// 0 at the end of the connection.
Task<std::size_t> TlsTransport::feed() {
  Bytes bytes(kChunk);
  const std::size_t got = co_await below_.read_some(std::span(bytes));
  const int size = static_cast<int>(got);
  if (got > 0 && BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), size) != size) {
    throw broken(FailureKind::no_resources, "no memory for TLS");
  }
  co_return got;
}

Task<> TlsTransport::handshake() {
  ssl_ = make_session();
  for (std::size_t fed = 0;;) {
    openssl::clear_errors();
    const int result = SSL_do_handshake(ssl_.get());
    const bool is_open = result != 1 && SSL_get_error(ssl_.get(), result) == SSL_ERROR_WANT_READ;
    std::optional<NetworkError> fault;
    if (result != 1 && !is_open) {
      fault = failure(ssl_.get());
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
      throw broken(FailureKind::closed, "the server closed the connection during the handshake");
    }
    if (fed > kMaxHandshake) {
      throw broken(FailureKind::too_large, "the handshake has no end");
    }
  }
}

Task<std::size_t> TlsTransport::read_some(std::span<std::uint8_t> into) {
  for (;;) {
    openssl::clear_errors();
    const int got = SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size()));
    const int error = got > 0 ? SSL_ERROR_NONE : SSL_get_error(ssl_.get(), got);
    if (error != SSL_ERROR_NONE && error != SSL_ERROR_ZERO_RETURN && error != SSL_ERROR_WANT_READ) {
      throw failure(ssl_.get());
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

Task<> TlsTransport::write_all(ByteView bytes) {
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(bytes.size(), kMaxWrite));
    bytes = bytes.subspan(piece.size());
    openssl::clear_errors();
    if (SSL_write(ssl_.get(), piece.data(), static_cast<int>(piece.size())) <= 0) {
      throw failure(ssl_.get());
    }
    co_await flush();
  }
}

}  // namespace checks
