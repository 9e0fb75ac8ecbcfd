#define BOOST_TEST_MODULE run

#include "plugin/run.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <string>

using Arguments = std::span<const std::string_view>;
using plugin::Output;

struct Ended {
  int code = -1;
  std::string out;
  std::string err;
};

std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(fd, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(fd);
  return text;
}

// Runs `body` in a child of its own. `out`: where its standard output goes, -1 for a pipe that is read, -2
// for closed.
Ended run_child(Output (*body)(Arguments), int out = -1) {
  int to_out[2];
  int to_err[2];
  BOOST_REQUIRE(::pipe(to_out) == 0);
  BOOST_REQUIRE(::pipe(to_err) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    out == -2 ? ::close(STDOUT_FILENO) : ::dup2(out == -1 ? to_out[1] : out, STDOUT_FILENO);
    ::dup2(to_err[1], STDERR_FILENO);
    for (const int fd : {to_out[0], to_out[1], to_err[0], to_err[1]}) {
      ::close(fd);
    }
    char name[] = "check";
    char first[] = "-H";
    char second[] = "host";
    char* arguments[] = {name, first, second, nullptr};
    ::_exit(plugin::run(3, arguments, "TLS", body));
  }
  ::close(to_out[1]);
  ::close(to_err[1]);
  Ended ended;
  ended.out = read_all(to_out[0]);
  ended.err = read_all(to_err[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  return ended;
}

Output print_arguments(Arguments arguments) {
  std::string text;
  for (const std::string_view argument : arguments) {
    text.append(argument).append("\n");
  }
  return {.text = text, .exit_code = 1};
}

Output print_much(Arguments) { return {.text = std::string(1'000'000, 'x'), .exit_code = 0}; }
Output abandon(Arguments) { return {.text = "gave up\n", .exit_code = 2, .abandon_threads = true}; }
Output throw_error(Arguments) { throw std::runtime_error("a|b\nc"); }
Output throw_number(Arguments) { throw 5; }
Output open_descriptor(Arguments) {
  const int fd = ::open("/dev/null", O_RDONLY);
  return {.text = "x", .exit_code = fd > 2 ? 0 : 1};
}

BOOST_AUTO_TEST_CASE(output_and_exit_code) {
  const struct {
    const char* name;
    Output (*body)(Arguments);
    int code;
    std::string out;
  } rows[] = {
      {"arguments", print_arguments, 1, "-H\nhost\n"},
      {"more than a pipe holds", print_much, 0, std::string(1'000'000, 'x')},
      {"abandoned threads", abandon, 2, "gave up\n"},
      {"exception", throw_error, 3, "TLS UNKNOWN - internal error: a\\x7cb\\nc\n"},
      {"no exception of ours", throw_number, 3,
       "TLS UNKNOWN - internal error: an exception without a text\n"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const Ended ended = run_child(row.body);
      BOOST_TEST(ended.code == row.code);
      BOOST_TEST((ended.out == row.out));
      BOOST_TEST(ended.err == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(full_disk) {
  const int full = ::open("/dev/full", O_WRONLY);
  const Ended ended = run_child(print_arguments, full);
  ::close(full);
  BOOST_TEST(ended.code == 3);
  BOOST_TEST(ended.err == "TLS UNKNOWN - cannot write the output: No space left on device\n");
}

BOOST_AUTO_TEST_CASE(reader_that_went_away) {
  int ends[2];
  BOOST_REQUIRE(::pipe(ends) == 0);
  ::fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  ::close(ends[0]);
  const Ended ended = run_child(print_arguments, ends[1]);
  ::close(ends[1]);
  BOOST_TEST(ended.code == 3);
  BOOST_TEST(ended.err == "TLS UNKNOWN - cannot write the output: Broken pipe\n");
}

BOOST_AUTO_TEST_CASE(closed_output_is_not_taken_by_others) {
  const Ended ended = run_child(open_descriptor, -2);
  BOOST_TEST(ended.code == 3);
  BOOST_TEST(ended.err == "TLS UNKNOWN - cannot write the output: Bad file descriptor\n");
}

BOOST_AUTO_TEST_CASE(called_without_a_name) {
  char* nothing[] = {nullptr};
  const auto body = [](Arguments arguments) {
    return Output{.text = "", .exit_code = arguments.empty() ? 0 : 1};
  };
  BOOST_TEST(plugin::run(0, nothing, "TLS", body) == 0);
}
