#include "checks/pki/compiled_roots.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

namespace checks {
namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";
constexpr std::string_view kOpensslDefault = "use OpenSSL's default CA store (default)";

constexpr std::size_t kBlock = 1 << 20;
// Seen twice, so that nothing is cut by the end of a block: more than the longest certificate and the words.
constexpr std::size_t kOverlap = 16 << 10;

const char* find(std::string_view text, std::string_view words) {
  return static_cast<const char*>(memmem(text.data(), text.size(), words.data(), words.size()));
}

class Scanner {
 public:
  // `fresh`: bytes at the end of `text` that were not seen before.
  void look(std::string_view text, std::size_t fresh);
  bool is_done() const { return (!roots_.pem.empty() && gap_ > kMaxGap) || roots_.pem.size() > kMaxCompiled; }
  CompiledRoots take() { return std::move(roots_); }

 private:
  CompiledRoots roots_;
  std::size_t seen_ = 0;  // bytes before `text` in the file
  std::size_t next_ = 0;  // place in the file behind the last certificate
  std::size_t gap_ = 0;
};

void Scanner::look(std::string_view text, std::size_t fresh) {
  roots_.is_openssl_default = roots_.is_openssl_default || find(text, kOpensslDefault) != nullptr;
  gap_ += fresh;
  std::string_view rest = text.substr(next_ > seen_ ? std::min(text.size(), next_ - seen_) : 0);
  while (const char* begin = find(rest, kBegin)) {
    rest.remove_prefix(static_cast<std::size_t>(begin - rest.data()));
    const char* const end = find(rest.substr(0, kOverlap), kEnd);
    if (end == nullptr) {
      rest.remove_prefix(kBegin.size());
      continue;
    }
    const std::size_t size = static_cast<std::size_t>(end - begin) + kEnd.size();
    roots_.pem.append(begin, size).append("\n");
    rest.remove_prefix(size);
    next_ = seen_ + static_cast<std::size_t>(rest.data() - text.data());
    gap_ = 0;
  }
  seen_ += text.size() - std::min(text.size(), kOverlap);
}

// 0, or errno.
int scan(int descriptor, Scanner& scanner) {
  const auto buffer = std::make_unique_for_overwrite<char[]>(kOverlap + kBlock);
  std::size_t kept = 0;
  std::size_t total = 0;
  while (!scanner.is_done() && total < kMaxProgram) {
    const ssize_t count = read(descriptor, buffer.get() + kept, kBlock);
    if (count < 0 && errno != EINTR) {
      return errno;
    }
    if (count == 0) {
      break;
    }
    const auto fresh = static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    const std::string_view text(buffer.get(), kept + fresh);
    scanner.look(text, fresh);
    total += fresh;
    kept = std::min(text.size(), kOverlap);
    std::memmove(buffer.get(), text.data() + text.size() - kept, kept);
  }
  return 0;
}

plugin::Error error(const std::string& path, const char* why) { return {plugin::Text(path + ": " + why)}; }

}  // namespace

plugin::Result<CompiledRoots> read_compiled_roots(const std::string& path) {
  const int descriptor = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (descriptor < 0) {
    return error(path, std::strerror(errno));
  }
  struct stat status {};
  const bool is_file = fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
  Scanner scanner;
  const int failure = is_file ? scan(descriptor, scanner) : 0;
  close(descriptor);
  if (!is_file || failure != 0) {
    return error(path, is_file ? std::strerror(failure) : "it is not a regular file");
  }
  return scanner.take();
}

}  // namespace checks
