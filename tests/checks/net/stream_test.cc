#include "checks/net/stream.h"

#define BOOST_TEST_MODULE stream
#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/support/run_task.h"
#include "tests/support/scripted_transport.h"

namespace {

using checks::Bytes;
using checks::Failure;
using checks::FailureKind;
using checks::Stage;
using checks::Stream;
using checks::Task;
using namespace tests;  // NOLINT: the script reads as prose

Stream at_greeting(ScriptedTransport& server) {
  Stream stream(server);
  stream.set_stage(Stage::starttls, "before the greeting");
  return stream;
}

Task<std::string> two_lines(Stream& stream) {
  const std::string first = co_await stream.read_line();
  const std::string second = co_await stream.read_line();
  co_return first + "|" + second;
}

BOOST_AUTO_TEST_CASE(lines_come_whole_however_they_are_split) {
  const struct {
    const char* said;
    const char* expected;
  } rows[] = {
      {"a\r\nbc\r\n", "a|bc"},       {"a\nbc\n", "a|bc"},       {"\r\n\n", "|"},
      {"a\rb\r\n\r\r\n", "a\rb|\r"}, {"x\r\ny\r\nrest", "x|y"},
  };
  for (const auto& row : rows) {
    for (std::size_t split = 0; split <= std::string_view(row.said).size(); ++split) {
      BOOST_TEST_CONTEXT(row.said << " split at " << split) {
        ScriptedTransport server({says(row.said), closes()});
        server.split_at(split);
        Stream stream(server);
        BOOST_TEST(run(two_lines(stream)) == row.expected);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(ends_are_explained) {
  const struct {
    const char* name;
    Script script;
    FailureKind kind;
    const char* text;
  } rows[] = {
      {"closed at once",
       {closes()},
       FailureKind::closed,
       "the server closed the connection before the greeting"},
      {"closed within",
       {says("220 mx"), closes()},
       FailureKind::closed,
       "the server closed the connection before the greeting, in the middle of a line: '220 mx'"},
      {"reset", {resets()}, FailureKind::reset, "the server reset the connection before the greeting"},
      {"silent", {stays_silent()}, FailureKind::deadline, "the server sent nothing within the timeout"},
      {"dripping",
       {says("2"), stays_silent()},
       FailureKind::deadline,
       "the timeout passed before the greeting"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      ScriptedTransport server(row.script);
      Stream stream = at_greeting(server);
      const std::optional<Failure> failure = failure_of(stream.read_line());
      BOOST_REQUIRE(failure.has_value());
      BOOST_TEST((failure->stage == Stage::starttls));
      BOOST_TEST((failure->kind == row.kind));
      BOOST_TEST(failure->text == row.text);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_line_has_a_limit) {
  const struct {
    std::size_t length;
    const char* end;
    bool is_good;
  } rows[] = {
      {checks::kMaxLine, "\r\n", true},
      {checks::kMaxLine, "\n", true},
      {checks::kMaxLine + 2, "\r\n", false},
      {checks::kMaxLine + 2, "", false},
      {100000, "", false},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.length) {
      ScriptedTransport server({says(std::string(row.length, 'x') + row.end), closes()});
      server.read_at_most(1000);
      Stream stream = at_greeting(server);
      const std::optional<Failure> failure = failure_of(stream.read_line());
      BOOST_TEST(!failure.has_value() == row.is_good);
      if (failure) {
        BOOST_TEST((failure->kind == FailureKind::too_large));
        BOOST_TEST(failure->text == "a line of more than 4096 bytes: '" + std::string(200, 'x') + "...'");
      }
    }
  }
}

Task<std::string> mixed(Stream& stream) {
  const std::uint8_t first = co_await stream.peek();
  const std::string line = co_await stream.read_line();
  const Bytes three = co_await stream.read_exactly(3);
  const Bytes some = co_await stream.read_some(2);
  co_return std::string(1, static_cast<char>(first)) + "|" + line + "|" +
      std::string(three.begin(), three.end()) + "|" + std::string(some.begin(), some.end());
}

BOOST_AUTO_TEST_CASE(no_byte_is_lost_between_kinds_of_reads) {
  ScriptedTransport server({says("line\r\nabcdefgh"), closes()});
  Stream stream(server);
  BOOST_TEST(!stream.has_received());
  BOOST_TEST(run(mixed(stream)) == "l|line|abc|de");
  BOOST_TEST(stream.has_received());
  BOOST_TEST(stream.has_unread());
  const Bytes rest = stream.take_unread();
  BOOST_TEST(std::string(rest.begin(), rest.end()) == "fgh");
  BOOST_TEST(!stream.has_unread());
  BOOST_TEST(run(stream.read_some(9)).empty());
}

BOOST_AUTO_TEST_CASE(a_message_that_ends_early) {
  ScriptedTransport server({says("ab"), closes()});
  Stream stream(server);
  const std::optional<Failure> failure = failure_of(stream.read_exactly(3));
  BOOST_REQUIRE(failure.has_value());
  BOOST_TEST(failure->text == "the server closed the connection, in the middle of a message: 'ab'");
}

BOOST_AUTO_TEST_CASE(waiting_with_patience) {
  ScriptedTransport server({says("ab"), stays_silent()});
  Stream stream(server);
  const std::chrono::milliseconds patience(1);
  const std::optional<Bytes> first = run(stream.read_some_within(9, patience));
  BOOST_TEST((first && first->size() == 2));
}

BOOST_AUTO_TEST_CASE(quotes_are_bounded_at_a_character) {
  const std::string euro = "\xe2\x82\xac";
  BOOST_TEST(checks::quote("abc") == "'abc'");
  BOOST_TEST(checks::quote(std::string(199, 'x') + euro) == "'" + std::string(199, 'x') + "...'");
  BOOST_TEST(checks::quote(std::string(197, 'x') + euro) == "'" + std::string(197, 'x') + euro + "'");
  BOOST_TEST(checks::quote(std::string(300, '\x80')).size() < 206U);
}

}  // namespace
