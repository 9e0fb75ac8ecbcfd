#include "checks/starttls/binary_dialogue.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

namespace checks {
namespace {

// How long to wait for the rest of a line that is shown.
constexpr std::chrono::milliseconds kLinePatience{200};

bool is_printable(std::uint8_t byte) { return byte >= ' ' && byte < 0x7f; }

std::string hex(std::uint8_t byte) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  return {'0', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

// As much of it as comes.
Task<std::string> read_shown_line(Stream& stream, Bytes head) {
  std::string line(characters(head));
  try {
    while (line.size() <= kMaxQuote && line.find('\n') == std::string::npos) {
      const std::optional<Bytes> more =
          co_await stream.read_some_within(kMaxQuote + 1 - line.size(), kLinePatience);
      if (!more || more->empty()) {
        break;
      }
      line += characters(*more);
    }
  } catch (const NetworkError&) {
  }
  line.resize(std::min(line.size(), line.find_first_of("\r\n")));
  co_return line;
}

}  // namespace

Task<> fail_as_other_protocol(Stream& stream, BinaryProtocol protocol, Bytes head) {
  if (head.empty()) {
    head = co_await stream.read_exactly(1);
  }
  const std::uint8_t first = head.front();
  if (is_printable(first)) {
    const std::string line = co_await read_shown_line(stream, std::move(head));
    throw not_spoken(stream, protocol, line);
  }
  throw stream.failure(FailureKind::protocol, std::string("the answer is not ") + protocol.name +
                                                  ": its first byte is " + hex(first));
}

Task<> fail_as_other_protocol(Stream& stream, BinaryProtocol protocol) {
  return fail_as_other_protocol(stream, protocol, Bytes());
}

}  // namespace checks
