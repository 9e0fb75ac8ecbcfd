#include "checks/submit/nagios_spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string_view>
#include <utility>

#include "checks/submit/nagios_text.h"
#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Text;

constexpr std::size_t kMaxShown = 300;  // bytes of a path in a text
constexpr const char* kUnreadable = "Nagios could not read the file; run as its user or join its group";
constexpr std::size_t kNameLength = 7;         // "cXXXXXX": base/utils.c, process_check_result_queue
constexpr int kMaxNameTries = 16;              // 62^6 names: a second one hardly ever
constexpr std::string_view kHidden = ".tls-";  // with six letters behind it, before a file is whole

Text cannot(const std::string& folder, std::string_view why) {
  return Text("cannot write into ") + Text::bounded(folder, kMaxShown) + ": " + why;
}

struct CloseFolder {
  void operator()(DIR* folder) const { ::closedir(folder); }
};

bool is_result_file(std::string_view name) { return name.size() == kNameLength && name.front() == 'c'; }

// A name of ours that is in the folder since long before.
bool is_left(const std::string& folder, std::string_view name, SubmitTime now) {
  struct stat there {};
  return name.starts_with(kHidden) && name.size() == kHidden.size() + kNameLength - 1 &&
         ::lstat((folder + '/' + std::string(name)).c_str(), &there) == 0 && S_ISREG(there.st_mode) &&
         std::chrono::seconds(there.st_mtime) < now.time_since_epoch() - kUnfinishedResultFile;
}

// And the mark that was made for it, where the file has not got its name.
void remove_left(const std::string& folder, const std::string& name) {
  const std::string path = folder + "/c" + name.substr(kHidden.size());
  if (::access(path.c_str(), F_OK) != 0) {
    ::unlink((path + ".ok").c_str());
  }
  ::unlink((folder + '/' + name).c_str());
}

// Result files in the folder; nothing: it cannot be read, see errno. Removes what kills left there.
std::optional<std::size_t> count_waiting(const std::string& folder, SubmitTime now) {
  const std::unique_ptr<DIR, CloseFolder> listing(::opendir(folder.c_str()));
  if (!listing) {
    return std::nullopt;
  }
  std::size_t count = 0;
  while (const dirent* entry = ::readdir(listing.get())) {
    count += is_result_file(entry->d_name) ? 1 : 0;
    if (is_left(folder, entry->d_name, now)) {
      remove_left(folder, entry->d_name);
    }
  }
  return count;
}

// Nagios has to read and to remove it: the folder's owner where we may give it away, else its group. False:
// neither, and the owner is another one than we.
bool give_to_owner(int fd, const std::string& folder) {
  struct stat owner {};
  if (::stat(folder.c_str(), &owner) != 0) {
    return false;
  }
  const uid_t user = ::geteuid() == 0 ? owner.st_uid : static_cast<uid_t>(-1);
  if (::fchown(fd, user, owner.st_gid) == 0) {
    return ::fchmod(fd, 0640) == 0;
  }
  return owner.st_uid == ::geteuid();
}

struct Hidden {
  std::string path;
  std::string why;  // it is not there; empty: it is
};

// A new file under a hidden name.
Hidden write_hidden(const std::string& folder, std::string_view contents) {
  Hidden file{folder + '/' + std::string(kHidden) + "XXXXXX", ""};
  const int fd = ::mkostemp(file.path.data(), O_CLOEXEC);
  if (fd < 0) {
    file.why = std::strerror(errno);
    return file;
  }
  if (!give_to_owner(fd, folder)) {
    file.why = kUnreadable;
  } else if (!plugin::write_all(fd, contents)) {
    file.why = std::strerror(errno);
  }
  if (::close(fd) != 0 && file.why.empty()) {
    file.why = std::strerror(errno);
  }
  if (!file.why.empty()) {
    ::unlink(file.path.c_str());
  }
  return file;
}

// Makes NAME.ok; false: there is one, or see errno.
bool make_mark(const std::string& path) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
  return fd >= 0 && ::close(fd) == 0;
}

// The mark comes first: with the name both are there at once, and a kill in between leaves an empty mark
// that Nagios does not look at.
bool publish(const std::string& folder, const std::string& hidden) {
  std::string name = hidden.substr(hidden.size() - (kNameLength - 1));
  for (int attempt = 0; attempt < kMaxNameTries; ++attempt) {
    const std::string path = folder + "/c" + name;
    const std::string mark = path + ".ok";
    if (make_mark(mark)) {
      // Unlike rename, link replaces nothing.
      if (::link(hidden.c_str(), path.c_str()) == 0) {
        ::unlink(hidden.c_str());
        return true;
      }
      const int error = errno;
      ::unlink(mark.c_str());
      errno = error;
    }
    if (errno != EEXIST) {
      return false;
    }
    std::rotate(name.begin(), name.begin() + 1, name.end());
    name[0] = static_cast<char>('a' + attempt);
  }
  return false;
}

// Why it is not there; empty: it is.
std::string lay_file(const std::string& folder, const std::string& contents) {
  const Hidden hidden = write_hidden(folder, contents);
  if (!hidden.why.empty() || publish(folder, hidden.path)) {
    return hidden.why;
  }
  std::string why = std::strerror(errno);
  ::unlink(hidden.path.c_str());
  return why;
}

std::string file_head(SubmitTime now) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  return "### results of check_tls_list\nfile_time=" + std::to_string(seconds) + "\n\n";
}

}  // namespace

std::optional<Text> deliver_to_result_folder(const std::string& folder, Outbox& outbox, SubmitTime now) {
  const std::optional<std::size_t> waiting = count_waiting(folder, now);
  if (!waiting) {
    return cannot(folder, std::strerror(errno));
  }
  std::size_t files = *waiting;
  for (std::size_t begin = 0; begin < outbox.size();) {
    if (++files > kMaxWaitingFiles) {
      return cannot(folder, "more than " + std::to_string(kMaxWaitingFiles) +
                                " files wait there; is Nagios running, with this check_result_path?");
    }
    const std::size_t end = std::min(begin + kMaxResultsInFile, outbox.size());
    std::string contents = file_head(now);
    for (std::size_t i = begin; i < end; ++i) {
      contents += check_result_record(outbox.result(i));
    }
    if (const std::string why = lay_file(folder, contents); !why.empty()) {
      return cannot(folder, why);
    }
    for (; begin < end; ++begin) {
      outbox.delivered(begin);
    }
  }
  return std::nullopt;
}

}  // namespace checks
