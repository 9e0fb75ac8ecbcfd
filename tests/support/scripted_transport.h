// A server that says and hears what a test wrote down, in order, without a socket.
//
//   ScriptedTransport server({says("220 mx\r\n"), hears("QUIT\r\n"), closes()});
//
// The client reading where the script hears, writing where it says, or writing something else is a
// std::logic_error.

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "checks/net/stream.h"

namespace tests {

struct Step {
  enum class Kind { says, hears, hears_anything, closes, resets, stays_silent };
  Kind kind;
  std::string text;
};

Step says(std::string_view text);
Step hears(std::string_view text);
// One write, whatever it is.
Step hears_anything();
Step closes();
Step resets();
// Until the deadline passes.
Step stays_silent();

using Script = std::vector<Step>;

// Bytes that the server says in all.
std::size_t bytes_said(const Script& script);
// The same up to that many said bytes, then `last`.
Script cut_after(const Script& script, std::size_t said, const Step& last);

class ScriptedTransport final : public checks::Transport {
 public:
  explicit ScriptedTransport(Script script) : script_(std::move(script)) {}

  // No read goes beyond that place, counted over all that is said.
  void split_at(std::size_t place) { split_ = place; }
  // No read gives more.
  void read_at_most(std::size_t count) { most_ = count; }

  checks::Task<std::size_t> read_some(std::span<std::uint8_t> into) override;
  checks::Task<std::optional<std::size_t>> read_some_within(std::span<std::uint8_t> into,
                                                            std::chrono::milliseconds patience) override;
  checks::Task<> write_all(checks::ByteView bytes) override;

  // True if everything was said and heard; an end (closes, ...) need not be reached.
  bool is_done() const;

 private:
  void pass_what_is_said();
  std::size_t read_now(std::span<std::uint8_t> into);
  void write_now(std::string_view text);

  Script script_;
  std::size_t step_ = 0;
  std::size_t within_ = 0;  // bytes of the step that are done
  std::size_t said_ = 0;
  std::size_t split_ = static_cast<std::size_t>(-1);
  std::size_t most_ = static_cast<std::size_t>(-1);
};

}  // namespace tests
