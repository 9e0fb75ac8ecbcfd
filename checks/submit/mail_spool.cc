#include "checks/submit/mail_spool.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>

#include "plugin/file.h"

namespace checks {

using plugin::Error;
using plugin::Result;
using plugin::Text;

namespace {

constexpr std::size_t kMaxShown = 300;  // bytes of a path in an error
constexpr std::string_view kBegin = "mail-";
constexpr std::string_view kEnd = ".eml";
constexpr std::string_view kUnfinished = ".eml.unfinished";  // plugin::write_private_file
constexpr std::string_view kRelay = "X-Envelope-Relay: ";
constexpr std::string_view kSender = "X-Envelope-From: ";
constexpr std::string_view kRecipient = "X-Envelope-To: ";
constexpr std::string_view kNewLine = "\r\n";

Error unusable(const std::string& folder, std::string_view why) {
  return Error{Text("cannot use the spool ") + Text::bounded(folder, kMaxShown) + ": " + why};
}

// Empty if it will do.
std::string fault_of(const std::string& folder) {
  struct stat there {};
  if (::lstat(folder.c_str(), &there) != 0) {
    return std::strerror(errno);
  }
  if (!S_ISDIR(there.st_mode)) {
    return "it is no folder";
  }
  if (there.st_uid != ::geteuid()) {
    return "it belongs to another user";
  }
  return (there.st_mode & (S_IWGRP | S_IWOTH)) == 0 ? "" : "others may write in it: set its mode to 0700";
}

std::string new_name(plugin::Time now) {
  std::uint64_t random = 0;
  if (::getrandom(&random, sizeof random, 0) != static_cast<ssize_t>(sizeof random)) {
    throw std::runtime_error("the kernel has no random numbers");
  }
  std::array<char, 80> name{};
  std::snprintf(name.data(), name.size(), "mail-%010lld-%016llx.eml",
                static_cast<long long>(now.time_since_epoch().count()),
                static_cast<unsigned long long>(random));
  return name.data();
}

// When it was written, by its name.
std::optional<plugin::Time> time_in(std::string_view name) {
  if (!name.starts_with(kBegin) || !name.ends_with(kEnd)) {
    return std::nullopt;
  }
  name.remove_prefix(kBegin.size());
  std::uint32_t count = 0;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), count);
  const bool is_ours = failed == std::errc() && *end == '-';
  return is_ours ? std::optional(plugin::Time(std::chrono::seconds(count))) : std::nullopt;
}

// A line of the envelope, which `text` loses.
std::optional<std::string> take_envelope(std::string_view& text, std::string_view header) {
  const std::size_t end = text.find(kNewLine);
  if (!text.starts_with(header) || end == std::string_view::npos) {
    return std::nullopt;
  }
  std::string value(text.substr(header.size(), end - header.size()));
  text.remove_prefix(end + kNewLine.size());
  return value;
}

std::vector<std::string> names_in(const std::string& folder) {
  struct Close {
    void operator()(DIR* listing) const { ::closedir(listing); }
  };
  const std::unique_ptr<DIR, Close> listing(::opendir(folder.c_str()));
  std::vector<std::string> found;
  for (const dirent* one = nullptr; listing && (one = ::readdir(listing.get())) != nullptr;) {
    found.emplace_back(one->d_name);
  }
  return found;
}

// To be called with the lock: nobody writes one now.
void remove_unfinished(const std::string& folder) {
  for (const std::string& name : names_in(folder)) {
    if (name.starts_with(kBegin) && name.ends_with(kUnfinished)) {
      ::unlink((folder + "/" + name).c_str());
    }
  }
}

// As a file has it.
std::string line_of(const MailRelay& relay) { return relay.host + ':' + std::to_string(relay.port); }

Text in_notice(const std::string& path) { return Text::bounded(path, kMaxShown); }

}  // namespace

std::string to_spool_file(const MailFile& file) {
  std::string text =
      std::string(kRelay) + file.relay + "\r\n" + std::string(kSender) + file.mail.sender + "\r\n";
  for (const std::string& recipient : file.mail.recipients) {
    text += std::string(kRecipient) + recipient + "\r\n";
  }
  return text + file.mail.message;
}

std::optional<MailFile> from_spool_file(std::string_view text) {
  MailFile file;
  file.relay = take_envelope(text, kRelay).value_or("");
  std::optional<std::string> sender = take_envelope(text, kSender);
  if (!sender) {
    return std::nullopt;
  }
  file.mail.sender = *std::move(sender);
  while (std::optional<std::string> recipient = take_envelope(text, kRecipient)) {
    file.mail.recipients.push_back(*std::move(recipient));
  }
  if (file.mail.recipients.empty() || text.empty()) {
    return std::nullopt;
  }
  file.mail.message = text;
  return file;
}

Result<std::optional<MailSpool>> MailSpool::open(const std::string& folder, const MailRelay& relay) {
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return unusable(folder, std::strerror(errno));
  }
  if (const std::string fault = fault_of(folder); !fault.empty()) {
    return unusable(folder, fault);
  }
  const int lock = ::open((folder + "/mail.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (lock < 0) {
    return unusable(folder, std::strerror(errno));
  }
  MailSpool spool(folder, line_of(relay), lock);
  if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) {
      return std::optional<MailSpool>();
    }
    return unusable(folder, std::strerror(errno));
  }
  remove_unfinished(folder);
  return std::optional(std::move(spool));
}

MailSpool::MailSpool(MailSpool&& other) noexcept
    : folder_(std::move(other.folder_)),
      relay_(std::move(other.relay_)),
      lock_(std::exchange(other.lock_, -1)) {}

MailSpool& MailSpool::operator=(MailSpool&& other) noexcept {
  std::swap(folder_, other.folder_);
  std::swap(relay_, other.relay_);
  std::swap(lock_, other.lock_);
  return *this;
}

MailSpool::~MailSpool() {
  if (lock_ >= 0) {
    ::close(lock_);
  }
}

// Of its mails, the oldest first: by their names.
std::vector<std::string> MailSpool::names() const {
  std::vector<std::string> found = names_in(folder_);
  std::erase_if(found, [](const std::string& name) { return !time_in(name); });
  std::ranges::sort(found);
  return found;
}

std::vector<SpooledMail> MailSpool::mails(plugin::Time now, std::vector<Text>& notices) {
  std::vector<SpooledMail> all;
  for (const std::string& name : names()) {
    const std::string path = folder_ + "/" + name;
    const plugin::Time written = *time_in(name);
    if (now - written > kMaxMailAge) {
      ::unlink(path.c_str());
      notices.push_back(Text("a mail of ") + plugin::rfc3339(written) +
                        " could not be delivered for 5 days and is given up");
      continue;
    }
    const Result<std::string> text = plugin::read_file(path, kMaxSpooledMail);
    std::optional<MailFile> file = text ? from_spool_file(*text) : std::nullopt;
    if (file && (file->relay.empty() || file->relay == relay_)) {
      all.push_back({path, written, std::move(file->mail)});
    } else if (!file) {
      std::rename(path.c_str(), (path + ".damaged").c_str());
      notices.push_back(Text("the waiting mail ") + in_notice(path) + " cannot be read: it is set aside as " +
                        in_notice(path + ".damaged"));
    }
  }
  return all;
}

Result<SpooledMail> MailSpool::keep(const OutgoingMail& mail, plugin::Time now) {
  if (names().size() >= kMaxSpooledMails) {
    return unusable(folder_,
                    "it holds " + std::to_string(kMaxSpooledMails) + " mails that wait, and takes no more");
  }
  SpooledMail kept{folder_ + "/" + new_name(now), now, mail};
  const std::string text = to_spool_file({relay_, mail});
  if (text.size() > kMaxSpooledMail) {
    return unusable(folder_, "a mail has more than " + std::to_string(kMaxSpooledMail) + " bytes");
  }
  if (const Result<plugin::Done> written = plugin::write_private_file(kept.path, text); !written) {
    return written.error();
  }
  return kept;
}

Result<plugin::Done> MailSpool::keep_for(const SpooledMail& kept, std::vector<std::string> recipients) {
  OutgoingMail mail = kept.mail;
  mail.recipients = std::move(recipients);
  return plugin::write_private_file(kept.path, to_spool_file({relay_, mail}));
}

void MailSpool::remove(const SpooledMail& kept) { ::unlink(kept.path.c_str()); }

}  // namespace checks
