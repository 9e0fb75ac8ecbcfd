#include "checks/net/hello_answer.h"

#include <cstdio>

#include "checks/evidence/tls_version.h"
#include "checks/net/client_hello.h"
#include "checks/net/wire_reader.h"

namespace checks {
namespace {

constexpr std::uint8_t kAlertRecord = 21;
constexpr std::uint8_t kHandshakeRecord = 22;
constexpr std::uint8_t kHelloRequest = 0;
constexpr std::uint8_t kServerHello = 2;
constexpr std::size_t kMessageHeader = 4;
constexpr std::uint8_t kCloseNotify = 0;

HelloAnswer trouble(std::string words) { return {std::nullopt, std::nullopt, std::move(words)}; }

// RFC 8446, 4.2.1: if supported_versions is there, its selected_version is what the server chose, in a
// HelloRetryRequest too; else legacy_version is (RFC 5246, 7.4.1.3).
std::optional<std::uint16_t> chosen_version(ByteView body) {
  constexpr std::uint32_t kSupportedVersions = 43;
  constexpr std::size_t kMaxSessionId = 32;
  WireReader reader(body);
  auto version = static_cast<std::uint16_t>(reader.number(2));
  reader.take(32);  // random
  const ByteView session = reader.vector(1);
  reader.take(2 + 1);  // cipher suite, compression
  if (!reader.is_good() || session.size() > kMaxSessionId) {
    return std::nullopt;
  }
  if (!reader.has_more()) {
    return version;
  }
  WireReader extensions(reader.vector(2));
  while (extensions.has_more()) {
    const std::uint32_t type = extensions.number(2);
    WireReader content(extensions.vector(2));
    if (type == kSupportedVersions) {
      version = static_cast<std::uint16_t>(content.number(2));
    }
    if (!content.is_good()) {
      return std::nullopt;
    }
  }
  return reader.is_good() && extensions.is_good() ? std::optional(version) : std::nullopt;
}

}  // namespace

std::optional<HelloAnswer> HelloAnswerReader::add(std::uint8_t type, ByteView content) {
  if (++records_ > kMaxAnswerRecords || content.size() > kMaxRecord) {
    return trouble("the answer is longer than any ServerHello");
  }
  if (type == kAlertRecord) {
    alerts_.insert(alerts_.end(), content.begin(), content.end());
    return read_alerts();
  }
  if (type == kHandshakeRecord) {
    message_.insert(message_.end(), content.begin(), content.end());
    return read_message();
  }
  return trouble("the answer is no TLS: a record of type " + std::to_string(type));
}

// Warnings that end nothing, such as unrecognized_name, are passed over.
std::optional<HelloAnswer> HelloAnswerReader::read_alerts() {
  std::size_t read = 0;
  for (; read + 2 <= alerts_.size(); read += 2) {
    const Alert alert{alerts_[read], alerts_[read + 1]};
    if (alert.is_fatal() || alert.description == kCloseNotify) {
      return HelloAnswer{std::nullopt, alert, ""};
    }
  }
  alerts_.erase(alerts_.begin(), alerts_.begin() + static_cast<std::ptrdiff_t>(read));
  return std::nullopt;
}

std::optional<HelloAnswer> HelloAnswerReader::read_message() {
  while (message_.size() >= kMessageHeader) {
    WireReader reader(message_);
    const std::uint32_t type = reader.number(1);
    const std::uint32_t size = reader.number(3);
    // RFC 5246, 7.4.1.1: a HelloRequest, which is empty, "will be ignored by the client".
    if (type == kHelloRequest && size == 0) {
      message_.erase(message_.begin(), message_.begin() + kMessageHeader);
      continue;
    }
    if (type != kServerHello) {
      return trouble("the answer is no ServerHello but a message of type " + std::to_string(type));
    }
    if (size > kMaxServerHello) {
      return trouble("the answer is longer than any ServerHello");
    }
    if (message_.size() < kMessageHeader + size) {
      return std::nullopt;
    }
    const std::optional<std::uint16_t> version = chosen_version(reader.take(size));
    return version ? HelloAnswer{version, std::nullopt, ""} : trouble("the ServerHello is damaged");
  }
  return std::nullopt;
}

std::string version_words(std::uint16_t number) {
  const std::uint16_t oldest = wire_number(TlsVersion::ssl3);
  if (number >= oldest && number <= wire_number(TlsVersion::tls1_3)) {
    return word(static_cast<TlsVersion>(number - oldest));
  }
  char hex[8];
  std::snprintf(hex, sizeof hex, "0x%04x", static_cast<unsigned>(number));
  return hex;
}

}  // namespace checks
