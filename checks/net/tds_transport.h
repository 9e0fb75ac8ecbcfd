// TLS inside the packets of Microsoft SQL Server's protocol: [MS-TDS], 2.2.3 and 3.2.5.2.
//
// While the handshake lasts, each flight of records travels as the content of PRELOGIN packets; behind it
// records travel as they are. Written packets have at most 4,096 bytes, which is what a server takes before a
// login says otherwise.
//
//   TdsTransport wrapped(connection);
//   stream.put_above(wrapped);
//   co_await session.handshake();
//   wrapped.end_handshake();

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "checks/net/stream.h"

namespace checks {

// Packets of one handshake: 1 MiB, the most that the TLS engine takes, in packets of 256 bytes; a server's
// have 512 or more.
inline constexpr std::size_t kMaxTdsPackets = 4096;

class TdsTransport final : public Transport {
 public:
  explicit TdsTransport(Transport& below) : below_(below) {}

  // What is written from now on is not wrapped. What is read tells by itself: packets of the types PRELOGIN
  // and "tabular result" are unwrapped until something else comes.
  void end_handshake() { is_wrapping_ = false; }

  // Throws `protocol` for a packet shorter than its header, `too_large` for more than kMaxTdsPackets.
  Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  // Nothing also when a packet's header came in time and its content did not.
  Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                    std::chrono::milliseconds patience) override;
  Task<> write_all(ByteView bytes) override;

 private:
  static constexpr std::size_t kHeader = 8;

  // Where to read to from below: what is left of a packet's content, else of a header.
  std::span<std::uint8_t> room(std::span<std::uint8_t> into);
  // How many bytes of `into` are there now that `got` more were read into room(); 0: read on.
  std::size_t take(std::span<std::uint8_t> into, std::size_t got);
  void open_packet();

  Transport& below_;
  bool is_wrapping_ = true;
  bool is_unwrapping_ = true;
  std::array<std::uint8_t, kHeader> header_{};
  std::size_t header_size_ = 0;
  std::size_t content_left_ = 0;
  std::size_t packets_ = 0;
  std::uint8_t number_ = 0;  // of the next packet that is written
};

}  // namespace checks
