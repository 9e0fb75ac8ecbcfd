// Mails that wait for their relay: a file each, in the folder of --spool.
//
//   mail-1795219200-38474a060f945d47.eml
//     X-Envelope-Relay: mail.example.org:25     by whom; not part of the mail, as the next lines
//     X-Envelope-From: tls@example.org
//     X-Envelope-To: ops@example.org            a line each
//     From: TLS checks <tls@example.org>        the mail as it is sent, with CR LF
//     ...
//
// Lists with different relays may share the folder: each takes its own relay's mails. One without a relay, by
// an older version, is anybody's.
//
// The name begins with when it was written. Files are made whole and renamed into place, mode 0600: a kill
// leaves none or all of one. Other files in the folder are left alone.

#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/submit/smtp_client.h"
#include "plugin/calendar.h"
#include "plugin/result.h"

namespace checks {

// Mails that wait at most; of one run there is one for each contact.
inline constexpr std::size_t kMaxSpooledMails = 1000;
// Bytes of a file: most relays take 10 MB, and a digest's largest has 3.
inline constexpr std::size_t kMaxSpooledMail = 16U << 20;
// RFC 5321, 4.5.4.1: "the give-up time generally needs to be at least 4-5 days".
inline constexpr std::chrono::hours kMaxMailAge{5 * 24};

struct SpooledMail {
  std::string path;
  plugin::Time written{};
  OutgoingMail mail;
};

class MailSpool {
 public:
  // Makes the folder where it is missing, with mode 0700; it must belong to the effective user, not be
  // writable for others, and be no link: who can write there sends mails in our name. Locked (the file
  // mail.lock) until the end of the object, or of the process however it ends. Nothing: another run has it.
  // The error reads "cannot use the spool DIR: it is no folder". Removes what a kill left half written.
  static plugin::Result<std::optional<MailSpool>> open(const std::string& folder, const MailRelay& relay);

  MailSpool(MailSpool&& other) noexcept;
  MailSpool& operator=(MailSpool&& other) noexcept;
  ~MailSpool();

  // Those for this relay, the oldest first. What is too old goes, whoever's it is; what is damaged is renamed
  // to NAME.damaged; both are told.
  std::vector<SpooledMail> mails(plugin::Time now, std::vector<plugin::Text>& notices);

  // The error reads "cannot write PATH: No space left on device", or that there are too many.
  plugin::Result<SpooledMail> keep(const OutgoingMail& mail, plugin::Time now);
  // The same mail, for those of its recipients that still wait.
  plugin::Result<plugin::Done> keep_for(const SpooledMail& kept, std::vector<std::string> recipients);
  void remove(const SpooledMail& kept);

 private:
  MailSpool(std::string folder, std::string relay, int lock)
      : folder_(std::move(folder)), relay_(std::move(relay)), lock_(lock) {}
  std::vector<std::string> names() const;

  std::string folder_;
  std::string relay_;
  int lock_;  // a descriptor, -1 after a move
};

// What a file says.
struct MailFile {
  std::string relay;  // "mail.example.org:25", empty: it does not say
  OutgoingMail mail;

  friend bool operator==(const MailFile&, const MailFile&) = default;
};
std::string to_spool_file(const MailFile& file);
// Nothing for what is none of ours.
std::optional<MailFile> from_spool_file(std::string_view text);

}  // namespace checks
