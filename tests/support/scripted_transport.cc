#include "tests/support/scripted_transport.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace tests {
namespace {

using Kind = Step::Kind;

bool is_end(Kind kind) { return kind == Kind::closes || kind == Kind::resets || kind == Kind::stays_silent; }

checks::NetworkError failure(checks::FailureKind kind, const char* text) {
  return checks::NetworkError(checks::Stage::connect, kind, text);
}

}  // namespace

Step says(std::string_view text) { return {Kind::says, std::string(text)}; }
Step hears(std::string_view text) { return {Kind::hears, std::string(text)}; }
Step hears_anything() { return {Kind::hears_anything, ""}; }
Step closes() { return {Kind::closes, ""}; }
Step resets() { return {Kind::resets, ""}; }
Step stays_silent() { return {Kind::stays_silent, ""}; }

std::size_t bytes_said(const Script& script) {
  std::size_t count = 0;
  for (const Step& step : script) {
    count += step.kind == Kind::says ? step.text.size() : 0;
  }
  return count;
}

Script cut_after(const Script& script, std::size_t said, const Step& last) {
  Script cut;
  for (const Step& step : script) {
    const bool is_said = step.kind == Kind::says;
    if (is_said && step.text.size() > said) {
      cut.push_back(says(step.text.substr(0, said)));
      break;
    }
    said -= is_said ? step.text.size() : 0;
    cut.push_back(step);
  }
  cut.push_back(last);
  return cut;
}

checks::Task<std::size_t> ScriptedTransport::read_some(std::span<std::uint8_t> into) {
  co_return read_now(into);
}

checks::Task<std::optional<std::size_t>> ScriptedTransport::read_some_within(std::span<std::uint8_t> into,
                                                                             std::chrono::milliseconds) {
  pass_what_is_said();
  if (step_ < script_.size() && script_[step_].kind == Kind::stays_silent) {
    co_return std::nullopt;
  }
  co_return read_now(into);
}

void ScriptedTransport::pass_what_is_said() {
  while (step_ < script_.size() && script_[step_].kind == Kind::says &&
         within_ == script_[step_].text.size()) {
    ++step_;
    within_ = 0;
  }
}

std::size_t ScriptedTransport::read_now(std::span<std::uint8_t> into) {
  pass_what_is_said();
  if (step_ == script_.size() || script_[step_].kind == Kind::closes) {
    return 0;
  }
  const Step& step = script_[step_];
  if (step.kind == Kind::resets) {
    throw failure(checks::FailureKind::reset, "the server reset the connection");
  }
  if (step.kind == Kind::stays_silent) {
    throw failure(checks::FailureKind::deadline, "no answer within the timeout");
  }
  if (step.kind != Kind::says) {
    throw std::logic_error("the client reads, the server waits for: " + step.text);
  }
  std::size_t count = std::min({into.size(), step.text.size() - within_, most_});
  if (said_ < split_) {
    count = std::min(count, split_ - said_);
  }
  std::memcpy(into.data(), step.text.data() + within_, count);
  within_ += count;
  said_ += count;
  return count;
}

checks::Task<> ScriptedTransport::write_all(checks::ByteView bytes) {
  write_now({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  co_return;
}

void ScriptedTransport::write_now(std::string_view text) {
  pass_what_is_said();
  if (step_ == script_.size() || is_end(script_[step_].kind)) {
    throw failure(checks::FailureKind::closed, "the server closed the connection");
  }
  const Step& step = script_[step_];
  if (step.kind == Kind::says) {
    throw std::logic_error("the client writes where the server still speaks: " + std::string(text));
  }
  if (step.kind == Kind::hears && step.text != text) {
    throw std::logic_error("the client writes " + std::string(text) + " and not " + step.text);
  }
  ++step_;
}

bool ScriptedTransport::is_done() const {
  for (std::size_t i = step_; i < script_.size(); ++i) {
    const bool is_said = i == step_ && script_[i].kind == Kind::says && within_ == script_[i].text.size();
    if (!is_said && !is_end(script_[i].kind)) {
      return false;
    }
  }
  return true;
}

}  // namespace tests
