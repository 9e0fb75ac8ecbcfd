#include "plugin/file.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <optional>
#include <utility>

#include "plugin/deadline.h"

namespace plugin {
namespace {

constexpr std::size_t kMaxQuoted = 300;  // bytes of a path repeated in an error

Error error(const char* what, const std::string& path, std::string_view why) {
  return Error{Text(what) + Text::bounded(path, kMaxQuoted) + ": " + why};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  bool close() {
    const int fd = std::exchange(fd_, -1);
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

// True once something, or the end, can be read.
bool await_input(int fd, Deadline until) {
  while (true) {
    pollfd wanted{fd, POLLIN, 0};
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until.left(Deadline::Clock::now()));
    const int ready = ::poll(&wanted, 1, static_cast<int>(left.count()));
    if (ready >= 0 || errno != EINTR) {
      return ready > 0;
    }
  }
}

ssize_t read_some(int fd, char* to, std::size_t size) {
  ssize_t got = 0;
  do {
    got = ::read(fd, to, size);
  } while (got < 0 && errno == EINTR);
  return got;
}

// True if a new file may take the place of what is there.
bool is_replaceable(const std::string& path) {
  struct stat there {};
  return ::lstat(path.c_str(), &there) != 0 || S_ISREG(there.st_mode) || S_ISLNK(there.st_mode);
}

// True if `path` is this file and no other name is, so that nobody else sees what is written on it.
bool is_alone_at(const std::string& path, int fd) {
  struct stat file {};
  struct stat there {};
  return ::fstat(fd, &file) == 0 && ::lstat(path.c_str(), &there) == 0 && S_ISREG(file.st_mode) &&
         file.st_uid == ::geteuid() && file.st_nlink == 1 && file.st_ino == there.st_ino &&
         file.st_dev == there.st_dev;
}

// An empty file of mode 0600; `temporary` gets its path. Locked, since the same name is everybody's: whoever
// has the lock and still finds the file under its name may write it and rename it.
int open_unfinished(const std::string& path, std::string& temporary) {
  temporary = path + ".unfinished";
  const int fd =
      ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
  if (fd >= 0 && ::flock(fd, LOCK_EX | LOCK_NB) == 0 && is_alone_at(temporary, fd) &&
      ::fchmod(fd, 0600) == 0 && ::ftruncate(fd, 0) == 0) {
    return fd;
  }
  if (fd >= 0) {
    ::close(fd);
  }
  temporary = path + ".XXXXXX";
  return ::mkostemp(temporary.data(), O_CLOEXEC);
}

// `mode`: none, 0600.
Result<Done> write_beside(const std::string& path, std::string_view contents, std::optional<mode_t> mode) {
  if (!is_replaceable(path)) {
    return error("cannot write ", path, "it is not a regular file");
  }
  std::string temporary;
  Descriptor file(open_unfinished(path, temporary));
  if (!file.is_open()) {
    return error("cannot write ", path, std::strerror(errno));
  }
  const bool is_ready = write_all(file.get(), contents) && (!mode || ::fchmod(file.get(), *mode) == 0);
  // Closed as often as it takes to hear of every error; the lock lasts until the file has its name.
  const bool is_whole = is_ready && Descriptor(::dup(file.get())).close();
  if (!is_whole || std::rename(temporary.c_str(), path.c_str()) != 0) {
    const int why = errno;
    ::unlink(temporary.c_str());
    return error("cannot write ", path, std::strerror(why));
  }
  return Done{};
}

// There is no other way to read it than to set it, which only this thread does.
mode_t mode_left_by_umask() {
  const mode_t mask = ::umask(0077);
  ::umask(mask);
  return 0666 & ~mask;
}

Result<std::string> read_all(int fd, const std::string& name, std::size_t limit,
                             std::chrono::seconds patience) {
  struct stat status {};
  const bool has_size = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
  // One byte more than the file has, so that one further read sees its end.
  std::size_t wanted = has_size ? static_cast<std::size_t>(status.st_size) + 1 : 4096;
  std::string contents;
  const Deadline until = Deadline::after(patience);
  for (std::size_t length = 0; length <= limit; wanted = 2 * length) {
    contents.resize(std::max(std::min(wanted, limit + 1), length + 1));
    if (!has_size && !await_input(fd, until)) {
      return error("cannot read ", name,
                   "not all of it came within " + std::to_string(patience.count()) + " seconds");
    }
    const ssize_t got = read_some(fd, contents.data() + length, contents.size() - length);
    if (got < 0) {
      return error("cannot read ", name, std::strerror(errno));
    }
    length += static_cast<std::size_t>(got);
    if (got == 0) {
      contents.resize(length);
      return contents;
    }
  }
  return error("cannot read ", name, "it has more than " + std::to_string(limit) + " bytes");
}

}  // namespace

bool write_all(int fd, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = ::write(fd, contents.data(), contents.size());
    if (written < 0 && errno != EINTR) {
      return false;
    }
    contents.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
  }
  return true;
}

Result<std::string> read_file(const std::string& path, std::size_t limit, std::chrono::seconds patience) {
  // Not to be held by a FIFO that nobody opens for writing.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file.is_open()) {
    return error("cannot read ", path, std::strerror(errno));
  }
  return read_all(file.get(), path, limit, patience);
}

Result<std::string> read_input(std::size_t limit, std::chrono::seconds patience) {
  return read_all(STDIN_FILENO, "standard input", limit, patience);
}

Result<Done> write_private_file(const std::string& path, std::string_view contents) {
  return write_beside(path, contents, std::nullopt);
}

Result<Done> write_shared_file(const std::string& path, std::string_view contents) {
  return write_beside(path, contents, mode_left_by_umask());
}

}  // namespace plugin
