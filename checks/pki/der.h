// A small reader of DER (X.690), just enough for what certificates carry.
//
//   der::Reader reader(bytes);
//   if (auto sequence = reader.next(der::kSequence)) { der::Reader inside(sequence->value); ... }
//   reader.failed();  // true: what was read is no DER
//
// Reads views, never copies, never outside its bytes. Refused (the reader fails and stays at its end):
// lengths that reach beyond the bytes, indefinite lengths, lengths above 4 octets, tags above 30. Longer than
// needed lengths are accepted, as OpenSSL does.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "checks/evidence/bytes.h"

namespace checks::der {

inline constexpr std::uint8_t kBoolean = 0x01;
inline constexpr std::uint8_t kInteger = 0x02;
inline constexpr std::uint8_t kBitString = 0x03;
inline constexpr std::uint8_t kOctetString = 0x04;
inline constexpr std::uint8_t kOid = 0x06;
inline constexpr std::uint8_t kUtf8String = 0x0c;
inline constexpr std::uint8_t kNumericString = 0x12;
inline constexpr std::uint8_t kPrintableString = 0x13;
inline constexpr std::uint8_t kT61String = 0x14;
inline constexpr std::uint8_t kIa5String = 0x16;
inline constexpr std::uint8_t kVisibleString = 0x1a;
inline constexpr std::uint8_t kUniversalString = 0x1c;
inline constexpr std::uint8_t kBmpString = 0x1e;
inline constexpr std::uint8_t kSequence = 0x30;
inline constexpr std::uint8_t kSet = 0x31;

// Context-specific tags: [2] of a primitive type, [0] of a constructed one.
constexpr std::uint8_t primitive(unsigned number) { return static_cast<std::uint8_t>(0x80 | number); }
constexpr std::uint8_t constructed(unsigned number) { return static_cast<std::uint8_t>(0xa0 | number); }

struct Element {
  std::uint8_t tag = 0;
  ByteView value;  // the content
  ByteView whole;  // with tag and length
};

class Reader {
 public:
  explicit Reader(ByteView bytes) : rest_(bytes) {}

  // The next element; none at the end or if what follows is no DER.
  std::optional<Element> next();
  // The next element if it has this tag; else none, and it stays to be read.
  std::optional<Element> next(std::uint8_t tag);
  // Steps into the next element, which must have this tag, even if its end lies beyond the bytes: for a
  // prefix of a document.
  bool enter(std::uint8_t tag);

  bool at_end() const { return rest_.empty(); }
  bool failed() const { return failed_; }
  // All was read and all of it was DER.
  bool finished() const { return at_end() && !failed_; }

 private:
  struct Header {
    std::uint8_t tag = 0;
    std::size_t size = 0;    // of tag and length
    std::size_t length = 0;  // of the content
  };
  std::optional<Header> header() const;
  void fail();

  ByteView rest_;
  bool failed_ = false;
};

// The only element of `bytes`, which must have this tag and nothing behind it.
std::optional<ByteView> only(ByteView bytes, std::uint8_t tag);

// "1.3.6.1.5.5.7.3.1" of an object identifier's content; empty if it is malformed or longer than kMaxOid
// octets.
std::string dotted(ByteView oid);

// Real ones have up to 20 octets; each arc up to 2^63.
inline constexpr std::size_t kMaxOid = 64;

// The subject of a certificate (Name, with tag and length), of which `prefix` may be only the beginning.
// None: no certificate, or the prefix is too short.
std::optional<ByteView> subject_of(ByteView prefix);

}  // namespace checks::der
