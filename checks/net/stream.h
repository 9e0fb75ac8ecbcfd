// A connection as a dialogue sees it: lines and bytes, buffered once, bounded always.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "checks/evidence/bytes.h"
#include "checks/evidence/failure.h"
#include "checks/net/network_error.h"
#include "checks/net/task.h"

namespace checks {

// The bare byte stream below: a TCP socket, or a script in tests. Throws NetworkError; the stage and the
// words "before the greeting" are put in by Stream.
class Transport {
 public:
  virtual ~Transport() = default;
  // At least one byte into `into`; 0 at the end of the stream.
  virtual Task<std::size_t> read_some(std::span<std::uint8_t> into) = 0;
  virtual Task<> write_all(ByteView bytes) = 0;

  // The same, but gives up after `patience` and returns nothing; the connection stays usable. Without an own
  // version (a script knows no time) it waits as read_some does.
  virtual Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                            std::chrono::milliseconds patience);
};

// Longest line that is read. RFC 5321, 4.5.3.1.5 asks for 512 bytes; real greetings are longer.
inline constexpr std::size_t kMaxLine = 4096;
// Most bytes that are kept of what came unasked between two steps.
inline constexpr std::size_t kMaxUnread = 4096;
// Most bytes of the peer's words in the text of a failure, so that ours fit beside them (kMaxFailureText).
inline constexpr std::size_t kMaxQuote = 200;

// The peer's words for the text of a failure: in quotes, cut at kMaxQuote at a character boundary, else as
// they are.
std::string quote(std::string_view words);
std::string quote(ByteView words);

// Owns the read buffer for the life of the connection, so that no byte is lost between two layers.
//
// Failures are NetworkError with the current stage: `closed` at an unexpected end, `reset`, `deadline`, and
// `too_large` for a line above kMaxLine. Their text is made here from what was being done and what came last:
//
//   the server closed the connection before the greeting
//   the server closed the connection before the greeting, in the middle of a line: '220 mx.exam'
//   the timeout passed before the answer to EHLO          (something came earlier; at stage starttls with the
//                                                          last line: "; last came '220 mx.example'")
//   the server sent nothing within the timeout            (nothing ever came)
//
// After a failure the bytes that were not understood are still there, see `unread`.
class Stream {
 public:
  explicit Stream(Transport& transport) : transport_(&transport) {}

  // Reads and writes go through `transport` from now on, which may be one above the first. Nothing must be
  // unread, since it came from below.
  void put_above(Transport& transport) { transport_ = &transport; }

  // What is being done, for failures; `step` ends the sentence ("before the greeting", "during the
  // handshake") and is a literal.
  void set_stage(Stage stage, const char* step = "") {
    stage_ = stage;
    step_ = step;
  }
  Stage stage() const { return stage_; }

  // One line without its end (CR LF, or LF alone), at most kMaxLine bytes.
  Task<std::string> read_line();
  // Exactly `count` bytes; the caller bounds it.
  Task<Bytes> read_exactly(std::size_t count);
  // What is there, at least one byte, at most `limit`; empty at the end of the stream.
  Task<Bytes> read_some(std::size_t limit);
  // The same; nothing if none came within `patience`.
  Task<std::optional<Bytes>> read_some_within(std::size_t limit, std::chrono::milliseconds patience);
  // The next byte, which stays to be read. Tells protocols apart before a line is waited for.
  Task<std::uint8_t> peek();
  // `bytes` must stay as they are until it is done.
  Task<> write(ByteView bytes);
  Task<> write(std::string_view text);

  // Bytes that were received and not read yet.
  bool has_unread() const { return begin_ < buffer_.size(); }
  ByteView unread() const { return ByteView(buffer_).subspan(begin_); }
  // Takes them all (at most kMaxUnread are kept). For what came between STARTTLS and our ClientHello:
  // recorded, never fed to TLS.
  Bytes take_unread();

  // True once the peer has sent anything.
  bool has_received() const { return has_received_; }

  // The failure of this moment, to be thrown: `text` at the current stage, or an end of the stream that is no
  // good end.
  NetworkError failure(FailureKind kind, std::string text) const;
  NetworkError closed() const;

 private:
  enum class Unit { line, message };

  // False at the end of the stream.
  Task<bool> fill();
  Task<> fill_or_fail(Unit unit);
  Task<std::size_t> receive(std::span<std::uint8_t> into);
  std::optional<std::string> line_from(std::size_t searched);
  Bytes take(std::size_t count);
  NetworkError explained(const Failure& failure) const;

  Transport* transport_;
  Stage stage_ = Stage::connect;
  const char* step_ = "";
  Bytes buffer_;
  std::size_t begin_ = 0;
  bool has_received_ = false;
  std::string last_line_;
};

}  // namespace checks
