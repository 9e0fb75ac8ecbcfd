#include "checks/cache.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "checks/openssl/digest.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::string_view kFormat = "tls-checks cache 1";
constexpr std::string_view kAnswered = "answered";
constexpr mode_t kOwnerOnly = 0700;
constexpr mode_t kOthers = 077;

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) {
      ::close(fd_);
    }
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

Error unusable(const std::string& folder, const char* why) {
  return Error{Text("cannot use the cache ") + Text::bounded(folder, 300) + Text(": ") + Text(why)};
}

// One line of a file: no line end in it.
std::string one_line(std::string_view text) {
  std::string line(text);
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return line;
}

std::string name_of(const Fetch& fetch) { return openssl::sha256_hex(fetch.url); }

// Five lines (format, purpose, URL, seconds, "answered" or a failure), then the answer.
std::string contents_of(const Fetch& done, FetchCache::Time now) {
  std::string text(kFormat);
  text += '\n' + one_line(done.purpose) + '\n' + one_line(done.url) + '\n' +
          std::to_string(now.time_since_epoch().count()) + '\n';
  text += done.failure ? one_line(std::string(word(done.failure->kind)) + ' ' + done.failure->text)
                       : std::string(kAnswered);
  return text + '\n' + std::string(done.answer.begin(), done.answer.end());
}

// Up to the next line end, which is taken off too; nothing if there is none.
std::optional<std::string_view> take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end + 1);
  return line;
}

std::optional<FetchCache::Time> time_in(std::string_view text) {
  long long seconds = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return code == std::errc() && end == text.data() + text.size()
             ? std::optional(FetchCache::Time(std::chrono::seconds(seconds)))
             : std::nullopt;
}

std::optional<Failure> failure_in(std::string_view line) {
  const std::size_t blank = std::min(line.find(' '), line.size());
  const std::optional<FailureKind> kind = failure_kind_from_word(line.substr(0, blank));
  return kind ? std::optional(
                    Failure{Stage::fetch, *kind, std::string(line.substr(std::min(blank + 1, line.size())))})
              : std::nullopt;
}

// True if it is from the time before `now`, and not from before the last `age`.
bool is_fresh(FetchCache::Time written, FetchCache::Time now, std::chrono::seconds age) {
  return written <= now && now - written < age;
}

std::optional<Fetch> fetch_in(std::string_view text, const Fetch& wanted, FetchCache::Time now) {
  std::array<std::string_view, 5> lines;
  for (std::string_view& line : lines) {
    const std::optional<std::string_view> next = take_line(text);
    if (!next) {
      return std::nullopt;
    }
    line = *next;
  }
  const std::optional<FetchCache::Time> written = time_in(lines[3]);
  if (lines[0] != kFormat || lines[1] != wanted.purpose || lines[2] != wanted.url || !written) {
    return std::nullopt;
  }
  Fetch found{wanted.purpose, wanted.url, {}, {}, std::nullopt};
  if (lines[4] == kAnswered) {
    found.answer.assign(text.begin(), text.end());
    return is_fresh(*written, now, kKeepAnswers) ? std::optional(std::move(found)) : std::nullopt;
  }
  found.failure = failure_in(lines[4]);
  return found.failure && is_fresh(*written, now, kKeepFailures) ? std::optional(std::move(found))
                                                                 : std::nullopt;
}

// Empty: there is none, or it is no file of ours.
std::string read_own_file(int folder, const std::string& name) {
  const Descriptor file(::openat(folder, name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.get() < 0 || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_uid != ::geteuid() || status.st_size > static_cast<off_t>(kMaxCachedFile)) {
    return {};
  }
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  const ssize_t got = ::read(file.get(), text.data(), text.size());
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  return text;
}

void write_own_file(int folder, const std::string& name, std::string_view contents) {
  const std::string temporary = name + '.' + std::to_string(::getpid());
  Descriptor file(
      ::openat(folder, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (file.get() < 0) {
    return;
  }
  const bool is_written =
      ::write(file.get(), contents.data(), contents.size()) == static_cast<ssize_t>(contents.size());
  if (::close(file.release()) != 0 || !is_written ||
      ::renameat(folder, temporary.c_str(), folder, name.c_str()) != 0) {
    ::unlinkat(folder, temporary.c_str(), 0);
  }
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

std::vector<std::string> names_in(int folder) {
  std::vector<std::string> names;
  Descriptor again(::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const std::unique_ptr<DIR, CloseFolder> listing(again.get() < 0 ? nullptr : ::fdopendir(again.get()));
  if (!listing) {
    return names;
  }
  again.release();
  while (const dirent* entry = ::readdir(listing.get())) {
    if (*entry->d_name != '.') {
      names.emplace_back(entry->d_name);
    }
  }
  return names;
}

bool is_ours(const Failure& failure) {
  return failure.kind == FailureKind::other || failure.kind == FailureKind::no_resources;
}

}  // namespace

Result<FetchCache> FetchCache::open(const std::string& folder) {
  if (::mkdir(folder.c_str(), kOwnerOnly) != 0 && errno != EEXIST) {
    return unusable(folder, std::strerror(errno));
  }
  Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  struct stat status {};
  if (descriptor.get() < 0 || ::fstat(descriptor.get(), &status) != 0) {
    const bool is_link = errno == ELOOP || errno == ENOTDIR;
    return unusable(folder, is_link ? "it is a link or no folder" : std::strerror(errno));
  }
  if (status.st_uid != ::geteuid()) {
    return unusable(folder, "it belongs to another user");
  }
  if ((status.st_mode & kOthers) != 0) {
    return unusable(folder, "others may use it too, its mode must be 0700");
  }
  return FetchCache(descriptor.release());
}

FetchCache::FetchCache(FetchCache&& other) noexcept : folder_(std::exchange(other.folder_, -1)) {}

FetchCache& FetchCache::operator=(FetchCache&& other) noexcept {
  std::swap(folder_, other.folder_);
  return *this;
}

FetchCache::~FetchCache() {
  if (folder_ >= 0) {
    ::close(folder_);
  }
}

std::optional<Fetch> FetchCache::find(const Fetch& wanted, Time now) const {
  return wanted.request.empty() ? fetch_in(read_own_file(folder_, name_of(wanted)), wanted, now)
                                : std::nullopt;
}

void FetchCache::keep(const Fetch& done, Time now) {
  if (!done.request.empty() || (done.failure && is_ours(*done.failure)) || !make_room(now)) {
    return;
  }
  write_own_file(folder_, name_of(done), contents_of(done, now));
}

bool FetchCache::make_room(Time now) {
  const std::vector<std::string> names = names_in(folder_);
  if (names.size() < kMaxCachedFiles) {
    return true;
  }
  std::size_t left = names.size();
  for (const std::string& name : names) {
    struct stat status {};
    const bool is_there = ::fstatat(folder_, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) == 0;
    const Time written{std::chrono::seconds(status.st_mtime)};
    if (is_there && !is_fresh(written, now, kKeepAnswers) && ::unlinkat(folder_, name.c_str(), 0) == 0) {
      --left;
    }
  }
  return left < kMaxCachedFiles;
}

std::string cache_folder(const std::string& given, const char* xdg_cache_home) {
  if (!given.empty() || xdg_cache_home == nullptr || *xdg_cache_home != '/') {
    return given;
  }
  return std::string(xdg_cache_home) + "/tls-checks";
}

}  // namespace checks
