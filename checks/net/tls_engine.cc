#include "checks/net/tls_engine.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "checks/net/plain_peer.h"
#include "checks/net/tls_context.h"
#include "checks/net/tls_failure.h"
#include "checks/net/tls_witness.h"
#include "checks/openssl/error.h"
#include "checks/openssl/handles.h"

namespace checks {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// One TLS record (RFC 8446, 5.1) and its header.
constexpr std::size_t kChunk = (16U << 10) + 5;
// Most bytes of one handshake: four times the largest certificate message.
constexpr std::size_t kMaxHandshakeBytes = 1U << 20;
// How long to wait for a server's word on a missing client certificate: design.md, section 4.
constexpr milliseconds kVerdictPatience{300};
// How long to wait for the rest of the first line of a server that speaks no TLS.
constexpr milliseconds kLinePatience{200};

constexpr int kCertificateMessage = 11;  // HandshakeType: RFC 8446, B.3

KeyExchange exchange_of(const SSL_CIPHER* cipher) {
  switch (cipher == nullptr ? NID_undef : SSL_CIPHER_get_kx_nid(cipher)) {
    case NID_kx_ecdhe:
      return KeyExchange::ecdhe;
    case NID_kx_dhe:
      return KeyExchange::dhe;
    default:
      return KeyExchange::other;
  }
}

// Of the ServerHello's two bytes; null if OpenSSL does not know it.
const SSL_CIPHER* cipher_of(SSL* ssl, std::uint16_t number) {
  const unsigned char wire[] = {static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
  return SSL_CIPHER_find(ssl, wire);
}

}  // namespace

struct TlsContext::State {
  openssl::SslCtxPtr handles[3];  // made when first needed, by ServerKeys
};

TlsContext::TlsContext() : state_(std::make_unique<State>()) {}
TlsContext::~TlsContext() = default;

struct TlsSession::State {
  State(TlsContext::State& shared_context, Stream& the_stream, HandshakeRequest the_request,
        Handshake& the_seen)
      : context(shared_context),
        stream(the_stream),
        request(std::move(the_request)),
        seen(the_seen),
        witness(seen) {}

  // How far OpenSSL got. Its failure is read at once, since others use the same error queue while we wait.
  struct Progress {
    bool is_done = false;
    std::optional<Failure> failure;
  };

  void create();
  Progress advance();
  Progress explain(int result);
  Task<> run();
  Task<> flush();
  Task<> feed();
  Task<> fail_as_plain(Bytes first);
  void put(const Bytes& bytes);
  void complete();
  void note_answer();
  void note_refusal(FailureKind kind);

  Task<bool> listen(bool is_ticket_enough);
  bool has_word(int result, bool is_ticket_enough);
  Task<bool> wait_for_more(Clock::time_point until);

  static void on_message(int is_ours, int version, int type, const void* data, std::size_t size, SSL* ssl,
                         void* self);
  void on_handshake_message(bool is_ours, ByteView message);
  void on_alert(ByteView alert);

  TlsContext::State& context;
  Stream& stream;
  HandshakeRequest request;
  Handshake& seen;
  TlsWitness witness;
  openssl::SslPtr ssl;
  BIO* in = nullptr;   // owned by ssl
  BIO* out = nullptr;  // owned by ssl
  std::size_t fed = 0;
  bool has_sent_certificate = false;
  std::optional<Alert> alert;            // fatal, from the server
  std::optional<Failure> write_failure;  // thrown when there is nothing left to read
};

void TlsSession::State::on_message(int is_ours, int, int type, const void* data, std::size_t size, SSL*,
                                   void* self) {
  State& state = *static_cast<State*>(self);
  const ByteView bytes(static_cast<const std::uint8_t*>(data), size);
  if (type == SSL3_RT_HANDSHAKE) {
    state.on_handshake_message(is_ours != 0, bytes);
  } else if (type == SSL3_RT_ALERT && is_ours == 0) {
    state.on_alert(bytes);
  }
}

void TlsSession::State::on_handshake_message(bool is_ours, ByteView message) {
  if (is_ours) {
    has_sent_certificate = has_sent_certificate || (!message.empty() && message[0] == kCertificateMessage);
    return;
  }
  const SSL_CIPHER* before = witness.cipher() == 0 ? nullptr : cipher_of(ssl.get(), witness.cipher());
  witness.read_message(message, exchange_of(before));
  if (seen.cipher.empty() && witness.cipher() != 0) {
    const SSL_CIPHER* cipher = cipher_of(ssl.get(), witness.cipher());
    seen.cipher = cipher == nullptr ? "" : SSL_CIPHER_standard_name(cipher);
  }
}

void TlsSession::State::on_alert(ByteView bytes) {
  if (bytes.size() < 2) {
    return;
  }
  const Alert received{bytes[0], bytes[1]};
  if (received.is_fatal() && !alert) {
    alert = received;
  }
}

void TlsSession::State::create() {
  openssl::SslCtxPtr& handle = context.handles[static_cast<std::size_t>(request.keys)];
  if (!handle) {
    handle = make_tls_context(request.keys);
  }
  if (handle) {
    openssl::clear_errors();
    ssl = make_tls_session(handle.get(), request);
  }
  if (!ssl) {
    throw NetworkError(Stage::handshake, FailureKind::no_resources,
                       "OpenSSL cannot begin: " + openssl::drain_errors());
  }
  in = SSL_get_rbio(ssl.get());
  out = SSL_get_wbio(ssl.get());
  SSL_set_msg_callback(ssl.get(), &on_message);
  SSL_set_msg_callback_arg(ssl.get(), this);
}

TlsSession::State::Progress TlsSession::State::advance() {
  openssl::clear_errors();
  const int result = SSL_do_handshake(ssl.get());
  return result == 1 ? Progress{true, std::nullopt} : explain(result);
}

TlsSession::State::Progress TlsSession::State::explain(int result) {
  const int error = SSL_get_error(ssl.get(), result);
  if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) {
    return {};
  }
  if (alert) {
    openssl::clear_errors();
    return {false, alert_failure(*alert)};
  }
  if (error == SSL_ERROR_ZERO_RETURN) {
    openssl::clear_errors();
    return {false, Failure{Stage::handshake, FailureKind::closed,
                           "the server ended TLS during the handshake (close notify)"}};
  }
  return {false, local_failure(seen.version, witness.dh_bits())};
}

Task<> TlsSession::State::run() {
  for (;;) {
    const Progress progress = advance();
    co_await flush();
    if (progress.failure) {
      throw stream.failure(progress.failure->kind, progress.failure->text);
    }
    if (progress.is_done) {
      complete();
      co_return;
    }
    co_await feed();
  }
}

// A server that refuses may have closed before it read all of ours: what it said is still to be read, so a
// failure waits.
Task<> TlsSession::State::flush() {
  char* data = nullptr;
  const long size = BIO_get_mem_data(out, &data);
  if (size <= 0 || write_failure) {
    co_return;
  }
  const Bytes bytes(data, data + size);
  (void)BIO_reset(out);
  try {
    co_await stream.write(ByteView(bytes));
  } catch (const NetworkError& error) {
    if (error.failure().kind == FailureKind::deadline) {
      throw;
    }
    write_failure = error.failure();
  }
}

Task<> TlsSession::State::feed() {
  const bool is_first = fed == 0;
  Bytes bytes = co_await stream.read_some(kChunk);
  if (bytes.empty()) {
    throw write_failure ? NetworkError(*write_failure) : stream.closed();
  }
  if (is_first && !may_be_tls(bytes)) {
    co_await fail_as_plain(std::move(bytes));
  } else {
    put(bytes);
  }
}

void TlsSession::State::put(const Bytes& bytes) {
  fed += bytes.size();
  if (fed > kMaxHandshakeBytes) {
    throw stream.failure(FailureKind::too_large, "the server sent more than " +
                                                     std::to_string(kMaxHandshakeBytes >> 10) +
                                                     " KiB and the handshake is not done");
  }
  if (BIO_write(in, bytes.data(), static_cast<int>(bytes.size())) != static_cast<int>(bytes.size())) {
    throw stream.failure(FailureKind::no_resources, "no memory for the handshake");
  }
}

// Never returns. Waits for the end of the first line, so that it can be shown.
Task<> TlsSession::State::fail_as_plain(Bytes first) {
  bool is_whole = false;
  while (!is_whole && first.size() < kMaxRecognised &&
         std::find(first.begin(), first.end(), '\n') == first.end()) {
    std::optional<Bytes> more;
    try {
      more = co_await stream.read_some_within(kMaxRecognised, kLinePatience);
    } catch (const NetworkError&) {
      is_whole = true;
    }
    is_whole = is_whole || !more || more->empty();
    if (!is_whole) {
      first.insert(first.end(), more->begin(), more->end());
    }
  }
  throw stream.failure(FailureKind::protocol, describe_plain_peer(first));
}

void TlsSession::State::complete() {
  seen.completed = true;
  note_answer();
  seen.version = SSL_get_version(ssl.get());
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl.get(), &name, &size);
  seen.alpn.assign(reinterpret_cast<const char*>(name), size);
}

void TlsSession::State::note_answer() {
  if (seen.certificate_request) {
    seen.certificate_request->answered = request.credentials != nullptr && has_sent_certificate;
  }
}

void TlsSession::State::note_refusal(FailureKind kind) {
  note_answer();
  const bool is_no = kind == FailureKind::alert || kind == FailureKind::closed || kind == FailureKind::reset;
  if (seen.certificate_request && has_sent_certificate && is_no) {
    seen.certificate_request->refused = true;
    seen.certificate_request->alert = alert ? alert->words() : "";
  }
}

// Of SSL_read; notes a refusal.
bool TlsSession::State::has_word(int result, bool is_ticket_enough) {
  if (result > 0 || (is_ticket_enough && witness.has_ticket())) {
    return true;
  }
  const Progress progress = explain(result);
  if (progress.failure) {
    note_refusal(progress.failure->kind);
  }
  return progress.failure.has_value();
}

// False when the verdict is there or the time is up.
Task<bool> TlsSession::State::wait_for_more(Clock::time_point until) {
  const milliseconds left = std::chrono::duration_cast<milliseconds>(until - Clock::now());
  if (left <= milliseconds::zero() || fed > kMaxHandshakeBytes) {
    co_return false;
  }
  std::optional<Bytes> bytes = co_await stream.read_some_within(kChunk, left);
  if (!bytes) {
    co_return false;
  }
  if (bytes->empty()) {
    note_refusal(FailureKind::closed);
    co_return false;
  }
  put(*bytes);
  co_return true;
}

TlsSession::TlsSession(TlsContext& context, Stream& stream, HandshakeRequest request, Handshake& seen)
    : state_(std::make_unique<State>(*context.state_, stream, std::move(request), seen)) {}
TlsSession::~TlsSession() = default;

Task<> TlsSession::handshake() {
  state_->stream.set_stage(Stage::handshake, "during the handshake");
  state_->create();
  try {
    co_await state_->run();
  } catch (const NetworkError& error) {
    state_->note_refusal(error.failure().kind);
    throw;
  }
}

// Until the server says something, ends, or kVerdictPatience is over; true if it said something in TLS.
Task<bool> TlsSession::State::listen(bool is_ticket_enough) {
  const Clock::time_point until = Clock::now() + kVerdictPatience;
  bool has_spoken = false;
  try {
    for (bool is_open = seen.completed; is_open;) {
      char byte;
      openssl::clear_errors();
      const int result = SSL_read(ssl.get(), &byte, 1);
      has_spoken = result > 0;
      const bool is_over = has_word(result, is_ticket_enough);
      co_await flush();
      is_open = !is_over;
      if (is_open) {
        is_open = co_await wait_for_more(until);
      }
    }
  } catch (const NetworkError& error) {
    note_refusal(error.failure().kind);
  }
  co_return has_spoken;
}

// Before TLS 1.3 the server's Finished is its consent (RFC 5246, 7.3): an end behind it says nothing.
Task<> TlsSession::await_verdict() {
  if (SSL_version(state_->ssl.get()) >= TLS1_3_VERSION) {
    co_await state_->listen(true);
  }
}

Task<bool> TlsSession::await_greeting() { return state_->listen(false); }

Task<> TlsSession::leave(std::string_view farewell) {
  if (!state_->seen.completed) {
    co_return;
  }
  openssl::clear_errors();
  if (farewell.empty()) {
    SSL_shutdown(state_->ssl.get());
  } else {
    // No close_notify behind it: Postfix then cannot answer and logs a lost connection.
    SSL_write(state_->ssl.get(), farewell.data(), static_cast<int>(farewell.size()));
  }
  openssl::clear_errors();
  try {
    co_await state_->flush();
  } catch (const NetworkError&) {
  }
}

void TlsSession::share_certificates(openssl::CertificatePool& pool) const {
  const STACK_OF(X509)* chain = state_->ssl ? SSL_get_peer_cert_chain(state_->ssl.get()) : nullptr;
  const std::vector<Bytes>& sent = state_->seen.certificates;
  const int count = chain == nullptr ? 0 : sk_X509_num(chain);
  for (int i = 0; i < count && static_cast<std::size_t>(i) < sent.size(); ++i) {
    pool.add(sent[static_cast<std::size_t>(i)], sk_X509_value(chain, i));
  }
}

}  // namespace checks
