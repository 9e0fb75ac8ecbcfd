#include "plugin/status.h"

#include <array>
#include <cstddef>

namespace plugin {
namespace {

struct State {
  const char* word;
  int badness;
};

// By exit code.
constexpr std::array<State, 4> kStates = {{{"OK", 0}, {"WARNING", 2}, {"CRITICAL", 3}, {"UNKNOWN", 1}}};

constexpr const State& state(Status status) { return kStates[static_cast<std::size_t>(status) & 3]; }

constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool equal_in_any_case(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) {
    return false;
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (upper(text[i]) != word[i]) {
      return false;
    }
  }
  return true;
}

}  // namespace

Status worst(Status a, Status b) { return is_better(a, b) ? b : a; }

bool is_better(Status a, Status b) { return state(a).badness < state(b).badness; }

const char* word(Status status) { return state(status).word; }

std::optional<Status> status_from_word(std::string_view text) {
  for (std::size_t i = 0; i < kStates.size(); ++i) {
    if (equal_in_any_case(text, kStates[i].word)) {
      return static_cast<Status>(i);
    }
  }
  return std::nullopt;
}

}  // namespace plugin
