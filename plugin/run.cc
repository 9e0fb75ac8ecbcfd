#include "plugin/run.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <exception>

#include "plugin/text.h"

namespace plugin {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

constexpr int kUnknown = 3;
constexpr std::size_t kMaxWhat = 500;  // bytes of an exception's text

// A program started with a standard descriptor closed would get a socket under its number, and print its
// verdict to the server. The output's place is taken by something that cannot be written, so that it is not
// lost unseen.
void occupy_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(fd, F_GETFD) == -1 && errno == EBADF) {
      ::open("/dev/null", fd == STDOUT_FILENO ? O_RDONLY : O_RDWR);
    }
  }
}

// Waits where a descriptor that it inherited does not block. False: it cannot be written, errno says why.
bool may_try_again(int fd) {
  if (errno == EINTR) {
    return true;
  }
  if (errno != EAGAIN && errno != EWOULDBLOCK) {
    return false;
  }
  pollfd wanted{fd, POLLOUT, 0};
  return ::poll(&wanted, 1, -1) >= 0 || errno == EINTR;
}

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written > 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (written == 0 || !may_try_again(fd)) {
      return false;
    }
  }
  return true;
}

void ignore_sigpipe() {
  struct sigaction action {};
  action.sa_handler = SIG_IGN;
  ::sigaction(SIGPIPE, &action, nullptr);
}

Output internal_error(std::string_view service, const char* what) {
  const std::string line = cut(Text(what).line(), kMaxWhat);
  return {.text = std::string(service) + " UNKNOWN - internal error: " + line + "\n", .exit_code = kUnknown};
}

Output call(std::span<const std::string_view> arguments, std::string_view service,
            Output (*body)(std::span<const std::string_view>)) {
  try {
    return body(arguments);
  } catch (const std::exception& failure) {
    return internal_error(service, failure.what());
  } catch (...) {
    return internal_error(service, "an exception without a text");
  }
}

// Returns the exit code.
int print(const Output& output, std::string_view service) {
  ignore_sigpipe();
  if (write_all(STDOUT_FILENO, output.text)) {
    return output.exit_code;
  }
  const std::string why = std::strerror(errno);
  write_all(STDERR_FILENO, std::string(service) + " UNKNOWN - cannot write the output: " + why + "\n");
  return kUnknown;
}

}  // namespace

bool write_out(std::string_view text) {
  ignore_sigpipe();
  return write_all(STDOUT_FILENO, text);
}

bool write_error(std::string_view text) {
  ignore_sigpipe();
  return write_all(STDERR_FILENO, text);
}

int run(int argc, char** argv, std::string_view service,
        Output (*body)(std::span<const std::string_view> arguments)) {
  occupy_standard_descriptors();
  // A caller may exec with no arguments at all, not even a name.
  const std::vector<std::string_view> arguments(argv + (argc > 0 ? 1 : 0), argv + argc);
  const Output output = call(arguments, service, body);
  const int code = print(output, service);
  if (output.abandon_threads && !kIsSanitized) {
    ::_exit(code);
  }
  return code;
}

}  // namespace plugin
