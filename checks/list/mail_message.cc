#include "checks/list/mail_message.h"

#include <sys/random.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <stdexcept>

#include "checks/list/mail_encoding.h"
#include "plugin/text.h"

namespace checks {

using plugin::Text;

namespace {

// RFC 5322, 3.2.5: a phrase is atoms and blanks, a quoted string, or (RFC 2047, 5 (3)) encoded words.
std::string phrase(const std::string& name, std::size_t column) {
  const bool is_atoms = std::ranges::all_of(name, is_phrase_character);
  if (!is_ascii(name) || name.find("=?") != std::string::npos || is_atoms) {
    return encode_words(name, column);
  }
  std::string quoted = "\"";
  for (const char c : name) {
    quoted += c == '"' || c == '\\' ? "\\" : "";
    quoted += c;
  }
  return quoted + '"';
}

std::string as_header(const Mailbox& box, std::size_t column) {
  if (box.name.empty()) {
    return box.address;
  }
  std::string text = phrase(plugin::cut(Text(box.name).line(), kMaxDisplayName), column);
  const std::size_t last =
      text.rfind('\n') == std::string::npos ? column + text.size() : text.size() - text.rfind('\n');
  text += last + box.address.size() + 3 > kMaxEncodedLine ? "\r\n " : " ";
  return text + "<" + box.address + ">";
}

// A line each, so that none is long.
std::string as_header(const std::vector<Mailbox>& boxes) {
  constexpr std::size_t kColumn = 4;  // "To: "
  std::string text;
  for (const Mailbox& box : boxes) {
    text += text.empty() ? "" : ",\r\n ";
    text += as_header(box, kColumn);
  }
  return text.empty() ? "undisclosed-recipients:;" : text;
}

std::string subject_of(const MailMessage& message) {
  constexpr std::size_t kColumn = 9;  // "Subject: "
  return encode_words(plugin::cut(Text(message.subject).line(), kMaxSubject), kColumn);
}

std::string part(const MailMessage& message, const char* type, std::string_view content) {
  const EncodedBody body = encode_body(content);
  return "--" + message.boundary + "\r\nContent-Type: " + type +
         "; charset=UTF-8\r\nContent-Transfer-Encoding: " + body.encoding + "\r\n\r\n" + body.lines;
}

constexpr const char* kWeekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                   "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

struct Moment {
  explicit Moment(plugin::Time time)
      : day(std::chrono::floor<std::chrono::days>(time)), date(day), clock(time - day) {}

  const char* weekday() const { return kWeekdays[std::chrono::weekday(day).c_encoding()]; }
  const char* month() const { return kMonths[static_cast<unsigned>(date.month()) - 1]; }

  std::chrono::sys_days day;
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<std::chrono::seconds> clock;
};

// RFC 4155: the line before each mail, in the form of asctime and UTC.
std::string mbox_line(plugin::Time now) {
  const Moment moment(now);
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "From MAILER-DAEMON %s %s %2u %02d:%02d:%02d %04d\n",
                moment.weekday(), moment.month(), static_cast<unsigned>(moment.date.day()),
                static_cast<int>(moment.clock.hours().count()),
                static_cast<int>(moment.clock.minutes().count()),
                static_cast<int>(moment.clock.seconds().count()), static_cast<int>(moment.date.year()));
  return text.data();
}

std::string with_lf(std::string text) {
  std::erase(text, '\r');
  return text;
}

}  // namespace

std::string to_rfc5322(const MailMessage& message) {
  constexpr std::size_t kFromColumn = 6;
  std::string text = "From: " + as_header(message.from, kFromColumn) + "\r\nTo: " + as_header(message.to) +
                     "\r\nSubject: " + subject_of(message) + "\r\nDate: " + message.date +
                     "\r\nMessage-ID: " + message.message_id +
                     "\r\nMIME-Version: 1.0\r\nAuto-Submitted: auto-generated\r\n"  // RFC 3834, 5
                     "Content-Language: " +
                     message.language + "\r\nContent-Type: multipart/alternative;\r\n boundary=\"" +
                     message.boundary + "\"\r\n\r\n";
  text += part(message, "text/plain", message.text);
  text += part(message, "text/html", message.html);
  return text + "--" + message.boundary + "--\r\n";
}

std::string to_print(const std::vector<MailMessage>& messages, plugin::Time now) {
  std::string text;
  for (const MailMessage& message : messages) {
    if (messages.size() > 1) {
      text += mbox_line(now);
    }
    text += with_lf(to_rfc5322(message));
    text += messages.size() > 1 ? "\n" : "";
  }
  return text;
}

bool needs_smtputf8(const MailMessage& message) {
  return !is_ascii(message.from.address) ||
         std::ranges::any_of(message.to, [](const Mailbox& box) { return !is_ascii(box.address); });
}

std::string mail_date(plugin::Time time, std::chrono::seconds utc_offset) {
  const Moment moment(time + utc_offset);
  const auto minutes = static_cast<int>(std::abs(utc_offset.count() / 60));
  std::array<char, 80> text{};
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d %c%02d%02d", moment.weekday(),
                static_cast<unsigned>(moment.date.day()), moment.month(),
                static_cast<int>(moment.date.year()), static_cast<int>(moment.clock.hours().count()),
                static_cast<int>(moment.clock.minutes().count()),
                static_cast<int>(moment.clock.seconds().count()), utc_offset.count() < 0 ? '-' : '+',
                minutes / 60, minutes % 60);
  return text.data();
}

std::chrono::seconds local_utc_offset(plugin::Time time) {
  ::tzset();
  const std::time_t count = time.time_since_epoch().count();
  std::tm local{};
  return std::chrono::seconds(::localtime_r(&count, &local) == nullptr ? 0 : local.tm_gmtoff);
}

MailMarks new_mail_marks(const std::string& host, plugin::Time now) {
  std::array<std::uint8_t, 16> random{};
  if (::getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    throw std::runtime_error("the kernel has no random numbers");
  }
  std::string digits;
  for (const std::uint8_t byte : random) {
    constexpr const char* kDigits = "0123456789abcdef";
    digits += kDigits[byte >> 4];
    digits += kDigits[byte & 15];
  }
  return {"<" + std::to_string(now.time_since_epoch().count()) + "." + digits + "@" + host + ">",
          "=_" + digits};
}

}  // namespace checks
