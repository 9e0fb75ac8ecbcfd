#include "checks/submit/spool_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <utility>

#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxShown = 300;  // bytes of a path in an error
constexpr mode_t kOwnerOnly = 0700;
constexpr mode_t kOthers = 077;
constexpr const char* kLock = "lock";
constexpr std::string_view kResults = "results-";
constexpr std::string_view kDamaged = "damaged-";
constexpr std::string_view kUnfinished = "unfinished-";

Error unusable(const std::string& folder, const char* why) {
  return Error{Text("cannot use the spool ") + Text::bounded(folder, kMaxShown) + Text(": ") + Text(why)};
}

void close_once(int& fd) {
  if (fd >= 0) {
    ::close(std::exchange(fd, -1));
  }
}

std::string file_name(std::string_view prefix, unsigned number) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "%08u", number);
  return std::string(prefix) + digits;
}

std::optional<unsigned> number_of(std::string_view name, std::string_view prefix) {
  unsigned number = 0;
  if (!name.starts_with(prefix)) {
    return std::nullopt;
  }
  name.remove_prefix(prefix.size());
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), number);
  return code == std::errc() && end == name.data() + name.size() ? std::optional(number) : std::nullopt;
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  int again = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const std::unique_ptr<DIR, CloseFolder> listing(again < 0 ? nullptr : ::fdopendir(again));
  if (!listing) {
    close_once(again);
    return names;
  }
  while (const dirent* entry = ::readdir(listing.get())) {
    names.emplace_back(entry->d_name);
  }
  return names;
}

std::vector<unsigned> numbers_of(int folder, std::string_view prefix) {
  std::vector<unsigned> numbers;
  for (const std::string& name : names_in(folder)) {
    if (const std::optional<unsigned> number = number_of(name, prefix)) {
      numbers.push_back(*number);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

bool read_all(int fd, std::string& contents) {
  for (std::size_t length = 0; length < contents.size();) {
    const ssize_t got = ::read(fd, contents.data() + length, contents.size() - length);
    if (got == 0 || (got < 0 && errno != EINTR)) {
      return false;
    }
    length += static_cast<std::size_t>(std::max<ssize_t>(got, 0));
  }
  return true;
}

// Null: it may be used.
const char* fault_of(int folder) {
  struct stat status {};
  if (::fstat(folder, &status) != 0) {
    return std::strerror(errno);
  }
  if (status.st_uid != ::geteuid()) {
    return "it belongs to another user";
  }
  return (status.st_mode & kOthers) != 0 ? "others may use it too, its mode must be 0700" : nullptr;
}

// Whether it is ours; nothing: see errno.
std::optional<bool> take_lock(int folder, int& lock) {
  lock = ::openat(folder, kLock, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  if (lock >= 0 && ::flock(lock, LOCK_EX | LOCK_NB) == 0) {
    return true;
  }
  return lock >= 0 && errno == EWOULDBLOCK ? std::optional(false) : std::nullopt;
}

}  // namespace

Result<std::optional<SpoolFolder>> SpoolFolder::open(const std::string& name) {
  if (::mkdir(name.c_str(), kOwnerOnly) != 0 && errno != EEXIST) {
    return unusable(name, std::strerror(errno));
  }
  const int folder = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) {
    return unusable(name,
                    errno == ELOOP || errno == ENOTDIR ? "it is a link or no folder" : std::strerror(errno));
  }
  SpoolFolder spool(name, folder, -1);
  if (const char* fault = fault_of(folder)) {
    return unusable(name, fault);
  }
  const std::optional<bool> is_ours = take_lock(folder, spool.lock_);
  if (!is_ours) {
    return unusable(name, std::strerror(errno));
  }
  return *is_ours ? std::optional(std::move(spool)) : std::nullopt;
}

SpoolFolder::SpoolFolder(SpoolFolder&& other) noexcept
    : name_(std::move(other.name_)),
      folder_(std::exchange(other.folder_, -1)),
      lock_(std::exchange(other.lock_, -1)) {}

SpoolFolder& SpoolFolder::operator=(SpoolFolder&& other) noexcept {
  std::swap(name_, other.name_);
  std::swap(folder_, other.folder_);
  std::swap(lock_, other.lock_);
  return *this;
}

SpoolFolder::~SpoolFolder() {
  close_once(lock_);
  close_once(folder_);
}

std::vector<unsigned> SpoolFolder::numbers() {
  for (const unsigned number : numbers_of(folder_, kUnfinished)) {
    ::unlinkat(folder_, file_name(kUnfinished, number).c_str(), 0);
  }
  return numbers_of(folder_, kResults);
}

std::optional<std::string> SpoolFolder::read(unsigned number) const {
  int file =
      ::openat(folder_, file_name(kResults, number).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  struct stat status {};
  std::string contents;
  bool is_read = file >= 0 && ::fstat(file, &status) == 0 && S_ISREG(status.st_mode) &&
                 status.st_uid == ::geteuid() && status.st_size <= static_cast<off_t>(kMaxSpoolFile);
  if (is_read) {
    contents.resize(static_cast<std::size_t>(status.st_size));
    is_read = read_all(file, contents);
  }
  close_once(file);
  return is_read ? std::optional(std::move(contents)) : std::nullopt;
}

void SpoolFolder::remove(unsigned number) { ::unlinkat(folder_, file_name(kResults, number).c_str(), 0); }

std::string SpoolFolder::set_aside(unsigned number) {
  const std::string damaged = file_name(kDamaged, number);
  ::renameat(folder_, file_name(kResults, number).c_str(), folder_, damaged.c_str());
  forget_old_damage();
  return name_ + '/' + damaged;
}

void SpoolFolder::forget_old_damage() {
  const std::vector<unsigned> numbers = numbers_of(folder_, kDamaged);
  for (std::size_t i = 0; i + kMaxDamagedFiles < numbers.size(); ++i) {
    ::unlinkat(folder_, file_name(kDamaged, numbers[i]).c_str(), 0);
  }
}

int SpoolFolder::create(unsigned number, std::string_view contents) {
  const std::string unfinished = file_name(kUnfinished, number);
  int file =
      ::openat(folder_, unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (file >= 0 && plugin::write_all(file, contents) && ::fsync(file) == 0 &&
      ::renameat(folder_, unfinished.c_str(), folder_, file_name(kResults, number).c_str()) == 0) {
    ::fsync(folder_);
    return file;
  }
  const int error = errno;
  close_once(file);
  ::unlinkat(folder_, unfinished.c_str(), 0);
  errno = error;
  return -1;
}

}  // namespace checks
