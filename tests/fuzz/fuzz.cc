#include "tests/fuzz/fuzz.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <utility>

#include "checks/starttls/protocol.h"
#include "plugin/text.h"
#include "tests/support/run_task.h"

namespace fuzz {
namespace {

// Far above what any dialogue sends: some lines of some dozen bytes, for each line of the peer one answer
// (Telnet).
constexpr std::size_t kMostWritten = 100'000;

}  // namespace

void require(bool holds, const char* what) {
  if (!holds) {
    std::fprintf(stderr, "not true: %s\n", what);
    std::abort();
  }
}

void require_printable(std::string_view line) {
  require(plugin::is_utf8(line), "a line is UTF-8");
  require(std::ranges::none_of(line, [](char c) { return (c >= 0 && c < ' ') || c == 0x7f || c == '|'; }),
          "a line has no control character and no |");
}

checks::Task<std::size_t> Peer::read_some(std::span<std::uint8_t> into) {
  if (words_.empty() && !closes_) {
    throw checks::NetworkError(checks::Stage::connect, checks::FailureKind::deadline, "silent");
  }
  const std::size_t count = std::min({into.size(), piece_, words_.size()});
  std::copy_n(words_.begin(), count, into.begin());
  words_ = words_.subspan(count);
  co_return count;
}

checks::Task<std::optional<std::size_t>> Peer::read_some_within(std::span<std::uint8_t> into,
                                                                std::chrono::milliseconds) {
  if (words_.empty() && !closes_) {
    co_return std::nullopt;
  }
  const std::size_t got = co_await read_some(into);
  co_return got;
}

checks::Task<> Peer::write_all(checks::ByteView bytes) {
  written_ += bytes.size();
  require(written_ < kMostWritten, "what is sent is bounded");
  co_return;
}

void run_dialogue(std::span<const char* const> names, const std::uint8_t* data, std::size_t size) {
  if (size < 2) {
    return;
  }
  const checks::Protocol* row = checks::find_protocol(names[data[0] % names.size()]);
  const std::size_t piece = (data[1] >> 1) == 0 ? size : data[1] >> 1;
  Peer peer({data + 2, size - 2}, piece, (data[1] & 1) != 0);
  checks::Stream stream(peer);
  checks::DialogueContext context{"mx.example.org", "monitor.example.net"};
  const std::optional<checks::Failure> failure = tests::failure_of(row->start(stream, std::move(context)));
  if (failure) {
    require(failure->stage == checks::Stage::starttls, "the stage is starttls");
    require(!failure->text.empty() && failure->text.size() <= checks::kMaxFailureText,
            "the words are bounded");
    require_printable(plugin::Text(failure->text).line());
  }
  require(stream.take_unread().size() <= checks::kMaxUnread, "what is unread is bounded");
}

}  // namespace fuzz
