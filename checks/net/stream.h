// A connection as a dialogue sees it: lines and bytes, buffered once, bounded always.

#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "checks/evidence/bytes.h"
#include "checks/evidence/failure.h"
#include "checks/net/task.h"

namespace checks {

// The bare byte stream below: a TCP socket, or a script in tests. Throws NetworkError (with `stage` of the last `set_stage`).
class Transport {
 public:
  virtual ~Transport() = default;
  // At least one byte into `into`; 0 at the end of the stream.
  virtual Task<std::size_t> read_some(std::span<std::uint8_t> into) = 0;
  virtual Task<> write_all(ByteView bytes) = 0;
};

// Longest line that is read. RFC 5321, 4.5.3.1.5 asks for 512 bytes; real greetings are longer.
inline constexpr std::size_t kMaxLine = 4096;
// Most bytes that are kept of what came unasked between two steps.
inline constexpr std::size_t kMaxUnread = 4096;

// Owns the read buffer for the life of the connection, so that no byte is lost between two layers.
//
// Failures are NetworkError with the current stage: `closed` at an unexpected end ("the server closed the connection" + what was read until then), `too_large`
// for a line above kMaxLine.
class Stream {
 public:
  explicit Stream(Transport& transport) : transport_(transport) {}

  // What is being done, for failures.
  void set_stage(Stage stage) { stage_ = stage; }
  Stage stage() const { return stage_; }

  // One line without its end (CR LF, or LF alone), at most kMaxLine bytes.
  Task<std::string> read_line();
  // Exactly `count` bytes.
  Task<Bytes> read_exactly(std::size_t count);
  // What is there, at least one byte, at most `limit`; empty at the end of the stream.
  Task<Bytes> read_some(std::size_t limit);
  Task<> write(ByteView bytes);
  Task<> write(std::string_view text);

  // Bytes that were received and not read yet.
  bool has_unread() const { return begin_ < buffer_.size(); }
  // Takes them all (at most kMaxUnread are kept). For what came between STARTTLS and our ClientHello: recorded, never fed to TLS.
  Bytes take_unread();

 private:
  Task<bool> fill();  // false at the end of the stream

  Transport& transport_;
  Stage stage_ = Stage::connect;
  Bytes buffer_;
  std::size_t begin_ = 0;
};

}  // namespace checks
