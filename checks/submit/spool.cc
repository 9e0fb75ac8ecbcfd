#include "checks/submit/spool.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "checks/submit/spool_record.h"
#include "plugin/file.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxShown = 300;  // bytes of a path in an error

// What the folder has for one target.
struct Found {
  std::vector<PassiveResult> waiting;
  std::vector<unsigned> replaced;  // files whose results are among these, or were replaced before
  std::vector<unsigned> damaged;
  unsigned newest = 0;  // number of any file
};

struct Read {
  unsigned number = 0;
  std::optional<SpoolContents> contents;
};

Found find(SpoolFolder& folder, const std::string& target) {
  Found found;
  std::vector<Read> files;
  unsigned replaced = 0;
  const std::string name = Text(target).line();
  for (const unsigned number : folder.numbers()) {
    found.newest = number;
    const std::optional<std::string> text = folder.read(number);
    Read file{number, text ? read_spool(*text) : std::nullopt};
    if (!file.contents) {
      found.damaged.push_back(number);
    } else if (file.contents->target == name) {
      replaced = std::max(replaced, file.contents->replaces);
      files.push_back(std::move(file));
    }
  }
  for (Read& file : files) {
    (file.contents->damaged > 0 ? found.damaged : found.replaced).push_back(file.number);
    if (file.number > replaced) {
      std::move(file.contents->waiting.begin(), file.contents->waiting.end(),
                std::back_inserter(found.waiting));
    }
  }
  return found;
}

// The newest of each service, in their order.
std::vector<PassiveResult> newest_of(std::vector<PassiveResult> results) {
  std::map<std::pair<std::string, std::string>, std::size_t> newest;
  for (std::size_t i = 0; i < results.size(); ++i) {
    const auto [known, is_new] = newest.try_emplace({results[i].host, results[i].service}, i);
    if (!is_new && results[known->second].ended <= results[i].ended) {
      known->second = i;
    }
  }
  std::vector<std::size_t> kept;
  for (const auto& [name, index] : newest) {
    kept.push_back(index);
  }
  std::sort(kept.begin(), kept.end());
  std::vector<PassiveResult> left;
  for (const std::size_t index : kept) {
    left.push_back(std::move(results[index]));
  }
  return left;
}

// Lines of the results that are kept: the newest ones that fit.
std::vector<std::string> lines_of(std::vector<PassiveResult>& results) {
  std::vector<std::string> lines;
  std::size_t bytes = 0;
  for (auto result = results.rbegin(); result != results.rend() && lines.size() < kMaxSpooledResults;
       ++result) {
    std::string line = spool_line(*result);
    bytes += line.size();
    if (bytes > kMaxSpooledBytes) {
      break;
    }
    lines.push_back(std::move(line));
  }
  std::reverse(lines.begin(), lines.end());
  results.erase(results.begin(), results.end() - static_cast<std::ptrdiff_t>(lines.size()));
  return lines;
}

Text dropped(const std::string& folder, std::size_t count) {
  return Text("the spool ") + Text::bounded(folder, kMaxShown) + " is full: the oldest " +
         std::to_string(count) + " results were dropped";
}

Text set_aside(const std::string& path) {
  return Text("a damaged file of the spool was set aside as ") + Text::bounded(path, kMaxShown) +
         "; what could be read of it is sent";
}

}  // namespace

Result<std::optional<Spool>> Spool::open(const std::string& name, const std::string& target, SpoolKeeps keeps,
                                         std::vector<Text>& notes) {
  Result<std::optional<SpoolFolder>> opened = SpoolFolder::open(name);
  if (!opened) {
    return opened.error();
  }
  std::optional<SpoolFolder> folder = *std::move(opened);
  if (!folder) {
    return std::optional<Spool>();
  }
  Found found = find(*folder, target);
  Spool spool(*std::move(folder), found.newest + 1);
  spool.waiting_ =
      keeps == SpoolKeeps::newest ? newest_of(std::move(found.waiting)) : std::move(found.waiting);
  const std::size_t before = spool.waiting_.size();
  std::string contents = spool_head(found.newest, target);
  for (const std::string& line : lines_of(spool.waiting_)) {
    spool.offsets_.push_back(contents.size());
    contents += line;
  }
  if (spool.waiting_.size() < before) {
    notes.push_back(dropped(name, before - spool.waiting_.size()));
  }
  spool.file_ = spool.folder_.create(spool.number_, contents);
  if (spool.file_ < 0) {
    return Error{Text("cannot use the spool ") + Text::bounded(name, kMaxShown) + ": " +
                 std::strerror(errno)};
  }
  spool.bytes_ = contents.size();
  spool.open_ = spool.waiting_.size();
  for (const unsigned number : found.damaged) {
    notes.push_back(set_aside(spool.folder_.set_aside(number)));
  }
  for (const unsigned number : found.replaced) {
    spool.folder_.remove(number);
  }
  return std::optional(std::move(spool));
}

Spool::Spool(Spool&& other) noexcept
    : folder_(std::move(other.folder_)),
      number_(other.number_),
      file_(std::exchange(other.file_, -1)),
      bytes_(other.bytes_),
      open_(other.open_),
      offsets_(std::move(other.offsets_)),
      waiting_(std::move(other.waiting_)) {}

Spool& Spool::operator=(Spool&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(number_, other.number_);
  std::swap(file_, other.file_);
  std::swap(bytes_, other.bytes_);
  std::swap(open_, other.open_);
  std::swap(offsets_, other.offsets_);
  std::swap(waiting_, other.waiting_);
  return *this;
}

Spool::~Spool() {
  if (file_ >= 0) {
    ::close(file_);
  }
}

bool Spool::add(const PassiveResult& result) {
  const std::string line = spool_line(result);
  if (bytes_ + line.size() > kMaxSpoolFile) {
    errno = EFBIG;
    return false;
  }
  const ssize_t written = ::pwrite(file_, line.data(), line.size(), static_cast<off_t>(bytes_));
  if (written != static_cast<ssize_t>(line.size())) {
    const int error = written < 0 ? errno : ENOSPC;
    (void)!::ftruncate(file_, static_cast<off_t>(bytes_));
    errno = error;
    return false;
  }
  offsets_.push_back(bytes_);
  bytes_ += line.size();
  ++open_;
  return true;
}

void Spool::settle(std::size_t handle) {
  (void)!::pwrite(file_, &kDone, 1, static_cast<off_t>(offsets_[handle]));
  --open_;
}

void Spool::sync() { ::fsync(file_); }

std::string Spool::read_note(const std::string& name) const {
  Result<std::string> text = plugin::read_file(folder_.name() + '/' + name, kMaxSpoolNote);
  return text ? *std::move(text) : std::string();
}

void Spool::write_note(const std::string& name, const std::string& text) {
  if (text.size() <= kMaxSpoolNote) {
    (void)plugin::write_private_file(folder_.name() + '/' + name, text);
  }
}

void Spool::finish() {
  if (open_ == 0) {
    folder_.remove(number_);
  }
}

}  // namespace checks
