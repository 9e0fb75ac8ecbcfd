// What the fuzz targets share.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "checks/evidence/bytes.h"
#include "checks/net/stream.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace fuzz {

inline std::string_view text(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Ends the program unless it holds: a finding.
void require(bool holds, const char* what);

// One line of output: UTF-8, no control character, no "|", whatever it was made of.
void require_printable(std::string_view line);

// A peer that says `words` whatever it hears, in pieces of `piece` bytes, and then closes or is silent.
class Peer final : public checks::Transport {
 public:
  Peer(checks::ByteView words, std::size_t piece, bool closes)
      : words_(words), piece_(piece), closes_(closes) {}

  checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  checks::Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                            std::chrono::milliseconds patience) override;
  checks::Task<> write_all(checks::ByteView bytes) override;

 private:
  checks::ByteView words_;
  std::size_t piece_;
  bool closes_;
  std::size_t written_ = 0;
};

// The dialogue of the protocol that `names[data[0]]` says, with a Peer that says the rest: pieces and end by
// data[1]. A failure must be at stage starttls, its words bounded.
void run_dialogue(std::span<const char* const> names, const std::uint8_t* data, std::size_t size);

}  // namespace fuzz
