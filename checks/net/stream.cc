#include "checks/net/stream.h"

#include <algorithm>
#include <iterator>

namespace checks {
namespace {

// A reply or a greeting fits in one read.
constexpr std::size_t kChunk = 2048;

std::string_view characters(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// At most `limit` bytes, not ending within a UTF-8 character (which has at most four bytes).
std::string_view bounded(std::string_view words, std::size_t limit) {
  if (words.size() <= limit) {
    return words;
  }
  std::size_t end = limit;
  while (end > limit - 3 && is_continuation(words[end])) {
    --end;
  }
  return words.substr(0, end);
}

}  // namespace

std::string quote(std::string_view words) {
  const std::string_view shown = bounded(words, kMaxQuote);
  std::string quoted = "'";
  quoted += shown;
  quoted += shown.size() < words.size() ? "...'" : "'";
  return quoted;
}

std::string quote(ByteView words) { return quote(characters(words)); }

Task<std::optional<std::size_t>> Transport::read_some_within(std::span<std::uint8_t> into,
                                                             std::chrono::milliseconds) {
  const std::size_t got = co_await read_some(into);
  co_return got;
}

Task<std::string> Stream::read_line() {
  std::size_t searched = 0;
  for (;;) {
    std::optional<std::string> line = line_from(searched);
    if (line) {
      last_line_ = *line;
      co_return std::move(*line);
    }
    searched = unread().size();
    co_await fill_or_fail(Unit::line);
  }
}

std::optional<std::string> Stream::line_from(std::size_t searched) {
  const std::string_view text = characters(unread());
  const std::size_t end = text.find('\n', searched);
  if (std::min(end, text.size()) > kMaxLine + 1) {  // one more for CR
    throw failure(FailureKind::too_large,
                  "a line of more than " + std::to_string(kMaxLine) + " bytes: " + quote(text));
  }
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  std::string line(text.substr(0, end > 0 && text[end - 1] == '\r' ? end - 1 : end));
  begin_ += end + 1;
  return line;
}

Task<Bytes> Stream::read_exactly(std::size_t count) {
  while (unread().size() < count) {
    co_await fill_or_fail(Unit::message);
  }
  co_return take(count);
}

Task<Bytes> Stream::read_some(std::size_t limit) {
  if (has_unread()) {
    co_return take(std::min(limit, unread().size()));
  }
  Bytes bytes(limit);
  const std::size_t got = co_await receive(bytes);
  bytes.resize(got);
  co_return bytes;
}

Task<std::optional<Bytes>> Stream::read_some_within(std::size_t limit, std::chrono::milliseconds patience) {
  if (has_unread()) {
    co_return take(std::min(limit, unread().size()));
  }
  Bytes bytes(limit);
  std::optional<std::size_t> got;
  try {
    got = co_await transport_->read_some_within(bytes, patience);
  } catch (const NetworkError& error) {
    throw explained(error.failure());
  }
  if (!got) {
    co_return std::nullopt;
  }
  has_received_ = has_received_ || *got > 0;
  bytes.resize(*got);
  co_return bytes;
}

Task<std::uint8_t> Stream::peek() {
  if (!has_unread()) {
    co_await fill_or_fail(Unit::message);
  }
  co_return unread().front();
}

Task<> Stream::write(ByteView bytes) {
  try {
    co_await transport_->write_all(bytes);
  } catch (const NetworkError& error) {
    throw explained(error.failure());
  }
}

Task<> Stream::write(std::string_view text) {
  return write(ByteView(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

Bytes Stream::take_unread() {
  Bytes bytes = take(std::min(unread().size(), kMaxUnread));
  buffer_.clear();
  begin_ = 0;
  return bytes;
}

Bytes Stream::take(std::size_t count) {
  const ByteView bytes = unread().first(count);
  begin_ += count;
  return {bytes.begin(), bytes.end()};
}

Task<std::size_t> Stream::receive(std::span<std::uint8_t> into) {
  std::size_t got = 0;
  try {
    got = co_await transport_->read_some(into);
  } catch (const NetworkError& error) {
    throw explained(error.failure());
  }
  has_received_ = has_received_ || got > 0;
  co_return got;
}

Task<bool> Stream::fill() {
  buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(begin_));
  begin_ = 0;
  Bytes chunk(kChunk);
  const std::size_t got = co_await receive(chunk);
  buffer_.insert(buffer_.end(), chunk.begin(), chunk.begin() + static_cast<std::ptrdiff_t>(got));
  co_return got > 0;
}

Task<> Stream::fill_or_fail(Unit unit) {
  const bool more = co_await fill();
  if (more) {
    co_return;
  }
  NetworkError error = closed();
  if (!has_unread()) {
    throw error;
  }
  const char* where = unit == Unit::line ? ", in the middle of a line: " : ", in the middle of a message: ";
  throw failure(FailureKind::closed, error.failure().text + where + quote(unread()));
}

NetworkError Stream::failure(FailureKind kind, std::string text) const {
  return NetworkError(stage_, kind, std::string(bounded(text, kMaxFailureText)));
}

NetworkError Stream::closed() const {
  return explained({stage_, FailureKind::closed, "the server closed the connection"});
}

NetworkError Stream::explained(const Failure& from) const {
  std::string text = from.text;
  if (from.kind == FailureKind::deadline) {
    if (!has_received_) {
      return failure(from.kind, "the server sent nothing within the timeout");
    }
    text = "the timeout passed";
  }
  if (*step_ != 0) {
    text += std::string(" ") + step_;
  }
  if (from.kind == FailureKind::deadline && stage_ == Stage::starttls && !last_line_.empty()) {
    text += "; last came " + quote(last_line_);
  }
  return failure(from.kind, std::move(text));
}

}  // namespace checks
