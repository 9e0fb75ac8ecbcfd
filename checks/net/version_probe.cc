#include "checks/net/version_probe.h"

#include <unistd.h>

#include <array>
#include <utility>

#include "checks/net/hello_answer.h"
#include "checks/net/plain_peer.h"
#include "checks/net/tls_context.h"
#include "checks/net/tls_failure.h"
#include "checks/net/wire_reader.h"

namespace checks {
namespace {

constexpr std::uint8_t kCloseNotify = 0;

NetworkError thrown(const Failure& failure) {
  return NetworkError(failure.stage, failure.kind, failure.text);
}

// A server that refuses may have closed before it read all of ours: what it said is still to be read.
Task<> say_hello(Stream& stream, const HelloOffer& offer) {
  std::array<std::uint8_t, kHelloEntropy> entropy{};
  if (getentropy(entropy.data(), entropy.size()) != 0) {
    throw stream.failure(FailureKind::no_resources, "this machine gives no random numbers");
  }
  const Bytes hello = client_hello(offer, entropy);
  try {
    co_await stream.write(ByteView(hello));
  } catch (const NetworkError& error) {
    if (error.failure().kind == FailureKind::deadline) {
      throw;
    }
  }
}

// What is there when the first byte is none of TLS.
Task<> fail_as_plain(Stream& stream) {
  const Bytes first = co_await stream.read_some(kMaxRecognised);
  throw stream.failure(FailureKind::protocol, describe_plain_peer(first));
}

Task<HelloAnswer> hear(Stream& stream) {
  HelloAnswerReader answer;
  for (;;) {
    const Bytes header = co_await stream.read_exactly(5);
    WireReader reader(header);
    const auto type = static_cast<std::uint8_t>(reader.number(1));
    reader.number(2);
    const std::uint32_t size = reader.number(2);
    if (size > kMaxRecord) {
      throw stream.failure(FailureKind::protocol,
                           "the answer has a record of " + std::to_string(size) + " bytes, which no TLS has");
    }
    const Bytes content = co_await stream.read_exactly(size);
    std::optional<HelloAnswer> whole = answer.add(type, content);
    if (whole) {
      co_return *std::move(whole);
    }
  }
}

// An end within an answer is no refusal.
Task<HelloAnswer> hear_to_the_end(Stream& stream) {
  try {
    HelloAnswer answer = co_await hear(stream);
    co_return answer;
  } catch (const NetworkError& error) {
    const FailureKind kind = error.failure().kind;
    if (kind != FailureKind::closed && kind != FailureKind::reset) {
      throw;
    }
    throw stream.failure(FailureKind::protocol, "the server ended in the middle of its answer");
  }
}

Task<> take_leave(Stream& stream, TlsVersion version) {
  const Bytes leave = cancelled_hello(version);
  try {
    co_await stream.write(ByteView(leave));
  } catch (const NetworkError&) {
  }
}

}  // namespace

Task<> probe_version(Stream& stream, HelloOffer offer, Handshake& seen) {
  stream.set_stage(Stage::handshake, "before it answered");
  offer.server_name = sent_name(offer.server_name);
  co_await say_hello(stream, offer);
  const std::uint8_t first = co_await stream.peek();
  if (!may_be_tls(ByteView(&first, 1))) {
    co_await fail_as_plain(stream);
  }
  const HelloAnswer answer = co_await hear_to_the_end(stream);
  if (!answer.trouble.empty()) {
    throw stream.failure(FailureKind::protocol, answer.trouble);
  }
  if (answer.alert && answer.alert->description == kCloseNotify) {
    throw stream.failure(FailureKind::closed, "the server ended TLS before it answered (close notify)");
  }
  if (answer.alert) {
    throw thrown(alert_failure(*answer.alert));
  }
  seen.version = version_words(*answer.version);
  co_await take_leave(stream, offer.version);
}

}  // namespace checks
