// Reads numbers and length-prefixed vectors of binary messages, of TLS (RFC 8446, 3.3 and 3.4) and of the
// dialogues before it, without ever leaving the buffer.
//
// After a read beyond the end everything is zero or empty and `is_good` is false.

#pragma once

#include <cstddef>
#include <cstdint>

#include "checks/evidence/bytes.h"

namespace checks {

class WireReader {
 public:
  explicit WireReader(ByteView bytes) : rest_(bytes) {}

  bool is_good() const { return is_good_; }
  bool has_more() const { return is_good_ && !rest_.empty(); }

  // A number of `size` bytes (at most 4), the highest first.
  std::uint32_t number(std::size_t size) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(size)) {
      value = value << 8 | byte;
    }
    return value;
  }

  // The same, the lowest first.
  std::uint32_t little_number(std::size_t size) {
    std::uint32_t value = 0;
    unsigned shift = 0;
    for (const std::uint8_t byte : take(size)) {
      value |= static_cast<std::uint32_t>(byte) << shift;
      shift += 8;
    }
    return value;
  }

  // `opaque<0..2^(8*size)-1>`: a length of `size` bytes, then so many bytes.
  ByteView vector(std::size_t size) { return take(number(size)); }

  // A text that ends with a NUL byte, without it.
  ByteView text() {
    std::size_t size = 0;
    while (size < rest_.size() && rest_[size] != 0) {
      ++size;
    }
    const ByteView taken = take(size);
    take(1);
    return is_good_ ? taken : ByteView();
  }

  // All that is left.
  ByteView rest() { return take(rest_.size()); }

  ByteView take(std::size_t count) {
    if (!is_good_ || count > rest_.size()) {
      is_good_ = false;
      return {};
    }
    const ByteView taken = rest_.first(count);
    rest_ = rest_.subspan(count);
    return taken;
  }

 private:
  ByteView rest_;
  bool is_good_ = true;
};

}  // namespace checks
