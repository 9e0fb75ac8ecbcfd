// The only place that writes and ends the process.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace plugin {

struct Output {
  std::string text;  // complete, written by one write where the system allows it
  int exit_code = 3;
  // Ends by _exit: a look-up that was given up on is still inside libc, on a thread that cannot be joined.
  // Sanitizer builds return all the same, so that leaks are seen.
  bool abandon_threads = false;
};

// Writes to standard output at once, for what must not wait until the end. False: it cannot be written. For
// programs that stream; the rest goes through Output.
bool write_out(std::string_view text);
// The same to standard error: only where standard output is another program's input.
bool write_error(std::string_view text);

// Standard descriptors that came closed are opened on /dev/null first, so that no socket takes their numbers;
// SIGPIPE is ignored while writing.
//
// Calls `body` with the arguments after the program's name, writes its output to standard output and returns
// the exit code for main. An exception becomes one line "SERVICE UNKNOWN - internal error: ...", exit 3.
// Output that cannot be written (a full disk) is exit 3 with a line on standard error.
int run(int argc, char** argv, std::string_view service,
        Output (*body)(std::span<const std::string_view> arguments));

}  // namespace plugin
