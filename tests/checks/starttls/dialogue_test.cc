#include "tests/checks/starttls/dialogue_test.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "tests/support/run_task.h"

namespace tests {
namespace {

using checks::Failure;
using checks::Framing;
using checks::Stage;
using checks::Stream;

checks::Task<Framing> start(const char* protocol, Stream& stream) {
  checks::DialogueContext context{"mx.example.org", "monitor.example.net"};
  return checks::find_protocol(protocol)->start(stream, std::move(context));
}

void check_consent(const char* protocol, ScriptedTransport& server, Framing framing) {
  Stream stream(server);
  BOOST_TEST((run(start(protocol, stream)) == framing));
  BOOST_TEST(!stream.has_unread());
  BOOST_TEST(server.is_done());
}

FailureKind kind_of(const Step& last) {
  return last.kind == Step::Kind::closes   ? FailureKind::closed
         : last.kind == Step::Kind::resets ? FailureKind::reset
                                           : FailureKind::deadline;
}

void check_end(const char* protocol, const Script& script, std::size_t said, const Step& last) {
  ScriptedTransport server(cut_after(script, said, last));
  Stream stream(server);
  const std::optional<Failure> failure = failure_of(start(protocol, stream));
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST((failure->stage == Stage::starttls));
  // After its last word our own may fail first, and a closed connection is what a script tells a writer.
  BOOST_TEST((failure->kind == kind_of(last) || failure->kind == FailureKind::closed));
}

void check_refusal(const char* protocol, const Refusal& row, std::size_t split) {
  ScriptedTransport server(row.script);
  server.split_at(split);
  Stream stream(server);
  const std::optional<Failure> failure = failure_of(start(protocol, stream));
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST((failure->stage == Stage::starttls));
  BOOST_TEST((failure->kind == row.kind));
  BOOST_TEST(failure->text == row.text);
  BOOST_TEST((row.kind == FailureKind::too_large || row.kind == FailureKind::protocol || server.is_done()));
}

}  // namespace

void check_good(const char* protocol, const Script& script, Framing framing) {
  for (std::size_t split = 0; split <= bytes_said(script); ++split) {
    BOOST_TEST_CONTEXT("split at " << split) {
      ScriptedTransport server(script);
      server.split_at(split);
      check_consent(protocol, server, framing);
    }
  }
  BOOST_TEST_CONTEXT("byte by byte") {
    ScriptedTransport server(script);
    server.read_at_most(1);
    check_consent(protocol, server, framing);
  }
  for (std::size_t said = 0; said < bytes_said(script); ++said) {
    for (const Step& last : {closes(), resets(), stays_silent()}) {
      BOOST_TEST_CONTEXT("ends after " << said << " bytes") { check_end(protocol, script, said, last); }
    }
  }
}

void check_refusals(const char* protocol, std::span<const Refusal> rows) {
  constexpr std::size_t kPlaces = 100;
  for (const Refusal& row : rows) {
    for (std::size_t split = 0; split <= std::min(bytes_said(row.script), kPlaces); ++split) {
      BOOST_TEST_CONTEXT(row.name << " split at " << split) { check_refusal(protocol, row, split); }
    }
  }
}

void check_injection(const char* protocol, const Script& script, std::string_view injected) {
  Script longer = script;
  const auto last = std::find_if(longer.rbegin(), longer.rend(),
                                 [](const Step& step) { return step.kind == Step::Kind::says; });
  BOOST_REQUIRE((last != longer.rend()));
  last->text += injected;
  ScriptedTransport server(std::move(longer));
  Stream stream(server);
  run(start(protocol, stream));
  const checks::Bytes unread = stream.take_unread();
  BOOST_TEST(std::string(unread.begin(), unread.end()) == injected);
}

std::string many(std::string_view line, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += line;
  }
  return text;
}

}  // namespace tests
