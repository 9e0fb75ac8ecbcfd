#include "checks/submit/nagios_command.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <memory>

#include "checks/submit/nagios_text.h"

namespace checks {
namespace {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Descriptor = asio::posix::stream_descriptor;
using plugin::Text;

constexpr std::size_t kMaxShown = 300;  // bytes of a path in a text

Text cannot(const std::string& path, std::string_view why) {
  return Text("cannot write to ") + Text::bounded(path, kMaxShown) + ": " + why;
}

std::string words_of(int error) {
  switch (error) {
    case ENXIO:
    case EPIPE:
      return "nobody reads it; is Nagios running?";
    case ENOENT:
      return "it is not there; is Nagios running, with check_external_commands=1?";
    default:
      return std::strerror(error);
  }
}

// Writes without SIGPIPE, whatever the process does with that signal. errno is that of the write.
class QuietWriter {
 public:
  QuietWriter() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  QuietWriter(const QuietWriter&) = delete;
  QuietWriter& operator=(const QuietWriter&) = delete;
  ~QuietWriter() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  ssize_t write(int fd, const std::string& bytes) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EPIPE) {
      const timespec now{};
      ::sigtimedwait(&pipe_, nullptr, &now);
      errno = EPIPE;
    }
    return written;
  }

 private:
  sigset_t pipe_;
  sigset_t before_;
};

// 0: written; else errno.
int write_line(int fd, const std::string& line) {
  QuietWriter writer;
  ssize_t written = -1;
  do {
    written = writer.write(fd, line);
  } while (written < 0 && errno == EINTR);
  // POSIX, write(): a write of {PIPE_BUF} or fewer bytes is not divided, also with O_NONBLOCK.
  return written < 0 ? errno : 0;
}

// False: the deadline passed first.
Task<bool> wait_for_room(Descriptor& pipe, plugin::Deadline deadline) {
  const auto is_over = std::make_shared<bool>(false);
  asio::steady_timer timer(pipe.get_executor(), deadline.at());
  timer.async_wait([&pipe, is_over](const ErrorCode& error) {
    if (!error && !*is_over) {
      ErrorCode ignored;
      pipe.cancel(ignored);
    }
  });
  ErrorCode error;
  co_await pipe.async_wait(Descriptor::wait_write, asio::redirect_error(asio::use_awaitable, error));
  *is_over = true;
  co_return !error && !deadline.has_passed(plugin::Deadline::Clock::now());
}

// -1: `why` says so.
int open_pipe(const std::string& path, std::optional<Text>& why) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0) {
    why = cannot(path, words_of(errno));
    return -1;
  }
  struct stat status {};
  if (::fstat(fd, &status) != 0 || !S_ISFIFO(status.st_mode)) {
    ::close(fd);
    why = cannot(path, "it is no pipe; expected the command_file of nagios.cfg");
    return -1;
  }
  return fd;
}

}  // namespace

Task<std::optional<Text>> deliver_to_command_pipe(std::string path, Outbox& outbox,
                                                  plugin::Deadline deadline) {
  std::optional<Text> why;
  const int fd = open_pipe(path, why);
  if (fd < 0) {
    co_return why;
  }
  const auto executor = co_await asio::this_coro::executor;
  Descriptor pipe(executor, fd);
  for (std::size_t i = 0; i < outbox.size();) {
    const std::string line = nagios_command_line(outbox.result(i));
    const int error = write_line(fd, line);
    if (error == 0) {
      outbox.delivered(i);
      ++i;
      continue;
    }
    if (error != EAGAIN) {
      co_return cannot(path, words_of(error));
    }
    const bool has_room = co_await wait_for_room(pipe, deadline);
    if (!has_room) {
      co_return cannot(path, "Nagios does not read it, or too slowly");
    }
  }
  co_return std::nullopt;
}

}  // namespace checks
