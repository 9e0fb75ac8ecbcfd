// A mail as it goes out: RFC 5322 headers, plain text and HTML as alternatives (RFC 2046, 5.1.4).
//
// The bytes are ASCII with lines of at most 78 characters, whatever the text holds: bodies are
// quoted-printable, or base64 where most characters are not ASCII, and headers are encoded words (RFC 2047),
// folded. So any relay takes it. The one exception is an address that is not ASCII itself: it needs SMTPUTF8
// (RFC 6531), see `needs_smtputf8`.
//
// Nothing that stands in a header can end it: every value is put in one line and escaped by plugin::Text
// first. No line begins with a dot or with "From ", so that a file of mails (mbox) needs no quoting.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "checks/list/mailbox.h"
#include "plugin/calendar.h"

namespace checks {

// Bytes of a subject: a screen's width, some times.
inline constexpr std::size_t kMaxSubject = 300;

struct MailMessage {
  Mailbox from;
  std::vector<Mailbox> to;  // empty: "To: undisclosed-recipients:;"
  std::string subject;
  std::string date;        // see mail_date
  std::string message_id;  // with its angle brackets; see MailMarks
  std::string boundary;
  std::string language;  // RFC 5646: "en", "ja"
  std::string text;      // UTF-8, lines end by LF
  std::string html;
};

// The mail, its lines ended by CR LF.
std::string to_rfc5322(const MailMessage& message);

// The same mails to be printed, lines ended by LF: one as it is, for `sendmail -t`; several as an mbox
// (RFC 4155), for `formail -s sendmail -t`.
std::string to_print(const std::vector<MailMessage>& messages, plugin::Time now);

// True if an address of it is not ASCII.
bool needs_smtputf8(const MailMessage& message);

// "Sat, 21 Nov 2026 17:07:29 +0900" (RFC 5322, 3.3) for an offset from UTC, east positive.
std::string mail_date(plugin::Time time, std::chrono::seconds utc_offset);
// Of this process's time zone (TZ is honoured).
std::chrono::seconds local_utc_offset(plugin::Time time);

// What makes one mail different from every other.
struct MailMarks {
  std::string message_id;
  std::string boundary;  // "=_..." occurs in no quoted-printable and no base64 (RFC 2045, 6.7)
};
// By the kernel's random numbers. `host` is who we are.
MailMarks new_mail_marks(const std::string& host, plugin::Time now);

}  // namespace checks
