// What a server says first to a ClientHello: its ServerHello, or an alert. Of any version from SSL 3.0 on
// (RFC 6101, 2246, 4346, 5246, 8446): their records and the beginning of their ServerHello are the same.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "checks/evidence/bytes.h"
#include "checks/net/tls_failure.h"

namespace checks {

// RFC 8446, 5.1: a plaintext record has at most 2^14 bytes. Real ServerHellos have 50 to 1,300.
inline constexpr std::size_t kMaxRecord = 1U << 14;
inline constexpr std::size_t kMaxServerHello = kMaxRecord;
// Records before the answer is whole: a ServerHello may come in pieces, and warnings before it. Real servers
// need one, or two.
inline constexpr std::size_t kMaxAnswerRecords = 64;

struct HelloAnswer {
  // One of these three.
  std::optional<std::uint16_t> version;  // of a ServerHello: 0x0301 is TLS 1.0
  std::optional<Alert> alert;            // one that ends it, close_notify too
  std::string trouble;  // "its ServerHello is damaged": it is neither; a clause that follows "the server's "
                        // or stands alone
};

// Reads it record by record. Throws nothing.
class HelloAnswerReader {
 public:
  // Takes one record's type and content (at most kMaxRecord bytes). None: the answer is not whole yet. To be
  // called no more after an answer.
  std::optional<HelloAnswer> add(std::uint8_t type, ByteView content);

 private:
  std::optional<HelloAnswer> read_alerts();
  std::optional<HelloAnswer> read_message();

  std::size_t records_ = 0;
  Bytes alerts_;   // not read yet
  Bytes message_;  // likewise
};

// "TLSv1", or "0x7f1c" for a number that is no version.
std::string version_words(std::uint16_t number);

}  // namespace checks
