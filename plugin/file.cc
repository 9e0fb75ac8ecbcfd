#include "plugin/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace plugin {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const { return fd_; }
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

Error file_error(const std::string& path, const char* what, const char* why) {
  return Error{Text(what) + Text(" ") + Text::bounded(path, 500) + Text(": ") + Text(why)};
}

Error read_error(const std::string& path, const char* why) { return file_error(path, "cannot read", why); }

bool write_whole(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written <= 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat status {};
  if (file.get() < 0 || fstat(file.get(), &status) != 0) {
    return read_error(path, std::strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    return read_error(path, S_ISDIR(status.st_mode) ? "is a folder" : "is not a regular file");
  }
  std::string text;
  std::size_t size = 0;
  while (size <= limit) {
    text.resize(size + 65536);
    const ssize_t got = read(file.get(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      return read_error(path, std::strerror(errno));
    }
    if (got == 0) {
      text.resize(size);
      return text;
    }
    size += static_cast<std::size_t>(got);
  }
  return read_error(path, ("is larger than " + std::to_string(limit) + " bytes").c_str());
}

Result<Done> write_file(const std::string& path, std::string_view text) {
  std::string beside = path + ".XXXXXX";
  Descriptor file(mkostemp(beside.data(), O_CLOEXEC));
  if (file.get() < 0) {
    return file_error(path, "cannot write", std::strerror(errno));
  }
  if (write_whole(file.get(), text) && file.close() && std::rename(beside.c_str(), path.c_str()) == 0) {
    return Done{};
  }
  const int error = errno;
  unlink(beside.c_str());
  return file_error(path, "cannot write", std::strerror(error));
}

}  // namespace plugin
