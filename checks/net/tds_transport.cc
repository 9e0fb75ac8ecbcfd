#include "checks/net/tds_transport.h"

#include <algorithm>
#include <string>

namespace checks {
namespace {

// [MS-TDS], 2.2.3.1.1 and 2.2.3.1.2.
constexpr std::uint8_t kTabularResult = 0x04;
constexpr std::uint8_t kPrelogin = 0x12;
constexpr std::uint8_t kEndOfMessage = 0x01;

constexpr std::size_t kMaxWritten = 4096;  // the size of packets before a login: 2.2.6.4, PacketSize

[[noreturn]] void fail(FailureKind kind, const std::string& text) {
  throw NetworkError(Stage::handshake, kind, text);
}

}  // namespace

std::span<std::uint8_t> TdsTransport::room(std::span<std::uint8_t> into) {
  if (!is_unwrapping_) {
    return into;
  }
  if (content_left_ > 0) {
    return into.first(std::min(into.size(), content_left_));
  }
  // The first byte of a header tells whether it is one.
  return header_size_ == 0 ? into.first(1) : std::span(header_).subspan(header_size_);
}

std::size_t TdsTransport::take(std::span<std::uint8_t> into, std::size_t got) {
  if (got == 0 || !is_unwrapping_) {
    return got;
  }
  if (content_left_ > 0) {
    content_left_ -= got;
    return got;
  }
  if (header_size_ == 0 && into[0] != kPrelogin && into[0] != kTabularResult) {
    is_unwrapping_ = false;
    return got;
  }
  header_[0] = header_size_ == 0 ? into[0] : header_[0];
  header_size_ += got;
  if (header_size_ == kHeader) {
    open_packet();
  }
  return 0;
}

void TdsTransport::open_packet() {
  const std::size_t length = static_cast<std::size_t>(header_[2]) << 8 | header_[3];
  if (length < kHeader) {
    fail(FailureKind::protocol, "what came is no TDS: a packet of " + std::to_string(length) + " bytes");
  }
  if (++packets_ > kMaxTdsPackets) {
    fail(FailureKind::too_large, "the server sent more than " + std::to_string(kMaxTdsPackets) + " packets");
  }
  content_left_ = length - kHeader;
  header_size_ = 0;
}

Task<std::size_t> TdsTransport::read_some(std::span<std::uint8_t> into) {
  for (;;) {
    const std::size_t got = co_await below_.read_some(room(into));
    const std::size_t taken = take(into, got);
    if (taken > 0 || got == 0) {
      co_return taken;
    }
  }
}

Task<std::optional<std::size_t>> TdsTransport::read_some_within(std::span<std::uint8_t> into,
                                                                std::chrono::milliseconds patience) {
  for (;;) {
    const std::optional<std::size_t> got = co_await below_.read_some_within(room(into), patience);
    if (!got) {
      co_return std::nullopt;
    }
    const std::size_t taken = take(into, *got);
    if (taken > 0 || *got == 0) {
      co_return taken;
    }
  }
}

Task<> TdsTransport::write_all(ByteView bytes) {
  if (!is_wrapping_) {
    co_await below_.write_all(bytes);
    co_return;
  }
  Bytes packets;
  while (!bytes.empty()) {
    const ByteView content = bytes.first(std::min(bytes.size(), kMaxWritten - kHeader));
    bytes = bytes.subspan(content.size());
    const std::size_t length = kHeader + content.size();
    const std::uint8_t header[kHeader] = {kPrelogin,
                                          bytes.empty() ? kEndOfMessage : std::uint8_t{0},
                                          static_cast<std::uint8_t>(length >> 8),
                                          static_cast<std::uint8_t>(length & 0xff),
                                          0,
                                          0,
                                          number_++,
                                          0};
    packets.insert(packets.end(), std::begin(header), std::end(header));
    packets.insert(packets.end(), content.begin(), content.end());
  }
  co_await below_.write_all(packets);
}

}  // namespace checks
