#define BOOST_TEST_MODULE mail_message
#include "checks/list/mail_message.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "checks/list/mail_encoding.h"

namespace {

using checks::Mailbox;
using checks::MailMessage;

plugin::Time at(const char* time) { return *plugin::parse_time(time, plugin::Time{}); }

struct Addresses {
  std::string_view text;
  std::string_view wanted;  // "address" or "name|address", a blank between; "! why"
};

const Addresses kAddresses[] = {
    {"", ""},
    {" , ; ", ""},
    {"ops@example.org", "ops@example.org"},
    {"Ops@EXAMPLE.Org", "Ops@example.org"},
    {"a+b@[192.0.2.1]", "a+b@[192.0.2.1]"},
    {"a@example.org,b@example.org; c@example.org", "a@example.org b@example.org c@example.org"},
    {"Night Shift <night@example.org>", "Night Shift|night@example.org"},
    {"\"Ops, \\\"Tokyo\\\"\" < tokyo@example.org >", "Ops, \"Tokyo\"|tokyo@example.org"},
    {"\xe9\x81\x8b\xe7\x94\xa8 <ops@\xe4\xbe\x8b.jp>", "\xe9\x81\x8b\xe7\x94\xa8|ops@\xe4\xbe\x8b.jp"},
    {"a\r\nBcc: evil@example.org <x@example.org>", "a\\r\\nBcc: evil@example.org|x@example.org"},
    {"ops", "! has no @ in 'ops'"},
    {"@example.org", "! is no address in '@example.org'"},
    {"ops@", "! is no address in 'ops@'"},
    {"a b@example.org", "! is no address in 'a b@example.org'"},
    {"a@b@example.org", "! is no address in 'a@b@example.org'"},
    {".a@example.org", "! is no address in '.a@example.org'"},
    {"a..b@example.org", "! is no address in 'a..b@example.org'"},
    {"a@example..org", "! is no address in 'a@example..org'"},
    {"a@exam_ple.org", "! is no address in 'a@exam_ple.org'"},
    {"a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org\\r\\nRCPT TO:|b@example.org"},
    {"a@example.org>", "! is no address in 'a@example.org>'"},
    {"A <a@example.org", "! lacks a > in 'A <a@example.org'"},
    {"A <a@example.org> b", "! lacks a > in 'A <a@example.org> b'"},
    {"a\n@example.org", "! is no address in 'a\\n@example.org'"},
    {"a\xe2\x80\xae@example.org", "! is no address in 'a\\u{202e}@example.org'"},
    {"a\xff@example.org", "! is not UTF-8"},
};

std::string shown(const plugin::Result<std::vector<Mailbox>>& boxes) {
  if (!boxes) {
    return "! " + boxes.error().text.line();
  }
  std::string text;
  for (const Mailbox& box : *boxes) {
    text += text.empty() ? "" : " ";
    text += (box.name.empty() ? "" : box.name + "|") + box.address;
  }
  return text;
}

BOOST_AUTO_TEST_CASE(mailboxes) {
  for (const Addresses& row : kAddresses) {
    BOOST_TEST_CONTEXT(row.text) {
      const std::string found = shown(checks::parse_mailboxes(row.text));
      BOOST_TEST(found == row.wanted);
    }
  }
}

BOOST_AUTO_TEST_CASE(bounds_of_mailboxes) {
  const std::string local(64, 'a');
  const std::string domain = std::string(185, 'b') + ".org";
  BOOST_TEST(bool(checks::parse_mailboxes(local + "@" + domain)));
  BOOST_TEST(!checks::parse_mailboxes(local + "a@example.org"));
  BOOST_TEST(!checks::parse_mailboxes(local + "@b" + domain));
  std::string many;
  for (int i = 0; i < 100; ++i) {
    many += "a@example.org,";
  }
  BOOST_TEST(checks::parse_mailboxes(many)->size() == 100);
  BOOST_TEST(checks::parse_mailboxes(many + "a@example.org").error().text.line() ==
             "has more than 100 addresses");
}

struct Encoding {
  std::string text;
  std::string wanted;
};

const Encoding kQuotedPrintable[] = {
    {"", ""},
    {"plain\n", "plain\r\n"},
    {"no end", "no end\r\n"},
    {"a\n\nb\n", "a\r\n\r\nb\r\n"},
    {"1 + 1 = 2\n", "1 + 1 =3D 2\r\n"},
    {"blank \n\ttab\t\n", "blank=20\r\n\ttab=09\r\n"},
    {"caf\xc3\xa9\n", "caf=C3=A9\r\n"},
    {"cr\rhere\n", "cr=0Dhere\r\n"},
    {".\n..a\n", "=2E\r\n=2E.a\r\n"},
    {"From here\nFromage\n", "=46rom here\r\nFromage\r\n"},
    {std::string(76, 'x') + "\n", std::string(76, 'x') + "\r\n"},
    {std::string(77, 'x') + "\n", std::string(75, 'x') + "=\r\nxx\r\n"},
    {std::string(75, 'x') + ".y\n", std::string(75, 'x') + "=\r\n=2Ey\r\n"},
    {std::string(74, 'x') + "\xc3\xa9\n", std::string(74, 'x') + "=\r\n=C3=A9\r\n"},
    {std::string(75, 'x') + "From me\n", std::string(75, 'x') + "=\r\n=46rom me\r\n"},
};

BOOST_AUTO_TEST_CASE(quoted_printable) {
  for (const Encoding& row : kQuotedPrintable) {
    BOOST_TEST_CONTEXT(row.text) { BOOST_TEST(checks::quoted_printable(row.text) == row.wanted); }
  }
}

BOOST_AUTO_TEST_CASE(the_shorter_encoding_is_taken) {
  BOOST_TEST(checks::encode_body("caf\xc3\xa9\n").encoding == "quoted-printable");
  const checks::EncodedBody body = checks::encode_body("\xe8\xa8\xbc\xe6\x98\x8e\xe6\x9b\xb8\n");
  BOOST_TEST(body.encoding == "base64");
  BOOST_TEST(body.lines == "6Ki85piO5pu4DQo=\r\n");
}

const Encoding kWords[] = {
    {"", ""},
    {"two words", "two words"},
    {"=?UTF-8?B?YQ==?=", "=?UTF-8?B?PT9VVEYtOD9CP1lRPT0/PQ==?="},
    {" begins blank", "=?UTF-8?B?IGJlZ2lucyBibGFuaw==?="},
    {"two  blanks", "=?UTF-8?B?dHdvICBibGFua3M=?="},
    {std::string(60, 'a') + " " + std::string(20, 'b'),
     std::string(60, 'a') + "\r\n " + std::string(20, 'b')},
    {std::string(90, 'a'), std::string(90, 'a')},
    {"\xe8\xa8\xbc\xe6\x98\x8e\xe6\x9b\xb8", "=?UTF-8?B?6Ki85piO5pu4?="},
    // 39 bytes fill the first line; the character behind them is not split
    {std::string(38, 'x') + "\xe8\xa8\xbc",
     "=?UTF-8?B?eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg=?=\r\n =?UTF-8?B?6Ki8?="},
};

BOOST_AUTO_TEST_CASE(words_of_headers) {
  for (const Encoding& row : kWords) {
    BOOST_TEST_CONTEXT(row.text) { BOOST_TEST(checks::encode_words(row.text, 9) == row.wanted); }
  }
}

MailMessage plain_message() {
  MailMessage message;
  message.from = {"TLS checks", "tls@example.org"};
  message.to = {{"", "ops@example.org"}};
  message.subject = "two certificates end soon";
  message.date = checks::mail_date(at("2026-11-21T08:07:29Z"), std::chrono::hours(9));
  message.message_id = "<1@monitor.example.org>";
  message.boundary = "=_b";
  message.language = "en";
  message.text = "one\n";
  message.html = "<p>one</p>\n";
  return message;
}

BOOST_AUTO_TEST_CASE(a_whole_mail) {
  BOOST_TEST(checks::to_rfc5322(plain_message()) ==
             "From: TLS checks <tls@example.org>\r\n"
             "To: ops@example.org\r\n"
             "Subject: two certificates end soon\r\n"
             "Date: Sat, 21 Nov 2026 17:07:29 +0900\r\n"
             "Message-ID: <1@monitor.example.org>\r\n"
             "MIME-Version: 1.0\r\n"
             "Auto-Submitted: auto-generated\r\n"
             "Content-Language: en\r\n"
             "Content-Type: multipart/alternative;\r\n"
             " boundary=\"=_b\"\r\n"
             "\r\n"
             "--=_b\r\n"
             "Content-Type: text/plain; charset=UTF-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n"
             "\r\n"
             "one\r\n"
             "--=_b\r\n"
             "Content-Type: text/html; charset=UTF-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n"
             "\r\n"
             "<p>one</p>\r\n"
             "--=_b--\r\n");
}

struct Header {
  const char* what;
  Mailbox from;
  std::vector<Mailbox> to;
  std::string subject;
  std::string wanted;  // the first three headers
};

const Header kHeaders[] = {
    {"nobody",
     {"", "a@example.org"},
     {},
     "x",
     "From: a@example.org\r\nTo: undisclosed-recipients:;\r\nSubject: x\r\n"},
    {"several",
     {"", "a@example.org"},
     {{"", "b@example.org"}, {"C", "c@example.org"}},
     "x",
     "From: a@example.org\r\nTo: b@example.org,\r\n C <c@example.org>\r\nSubject: x\r\n"},
    {"quoted names",
     {"Ops, \"A\" \\ (x)", "a@example.org"},
     {},
     "x",
     "From: \"Ops, \\\"A\\\" \\\\ (x)\" <a@example.org>\r\nTo: undisclosed-recipients:;\r\nSubject: x\r\n"},
    {"Japanese",
     {"\xe9\x81\x8b\xe7\x94\xa8", "a@example.org"},
     {},
     "\xe8\xa8\xbc\xe6\x98\x8e\xe6\x9b\xb8",
     "From: =?UTF-8?B?6YGL55So?= <a@example.org>\r\nTo: undisclosed-recipients:;\r\nSubject: "
     "=?UTF-8?B?6Ki85piO5pu4?=\r\n"},
    {"injection",
     {"x\r\nBcc: b@example.org", "a@example.org"},
     {},
     "x\r\nBcc: b@example.org\n\n<p>",
     "From: \"x\\\\r\\\\nBcc: b@example.org\" <a@example.org>\r\nTo: undisclosed-recipients:;\r\n"
     "Subject: x\\r\\nBcc: b@example.org\\n\\n<p>\r\n"},
};

BOOST_AUTO_TEST_CASE(headers) {
  for (const Header& row : kHeaders) {
    BOOST_TEST_CONTEXT(row.what) {
      MailMessage message = plain_message();
      message.from = row.from;
      message.to = row.to;
      message.subject = row.subject;
      const std::string text = checks::to_rfc5322(message);
      BOOST_TEST(text.substr(0, text.find("Date: ")) == row.wanted);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_line_is_long) {
  MailMessage message = plain_message();
  message.from.name = std::string(90, 'n') + " \xe9\x81\x8b";
  message.subject.clear();
  for (int i = 0; i < 100; ++i) {
    message.subject += "\xe8\xa8\xbc ";
    message.to.push_back({"somebody with a name", "somebody@a-rather-long-name.example.org"});
  }
  message.text = std::string(5000, 'x') + "\xe8\xa8\xbc";
  const std::string text = checks::to_rfc5322(message);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find("\r\n", begin);
    BOOST_TEST(end - begin <= 78);
    BOOST_TEST(text.substr(begin, end - begin).find_first_of("\r\n") == std::string::npos);
    begin = end + 2;
  }
}

BOOST_AUTO_TEST_CASE(printed) {
  const MailMessage message = plain_message();
  const std::string one = checks::to_print({message}, at("2026-11-01T08:07:29Z"));
  BOOST_TEST(one.find('\r') == std::string::npos);
  BOOST_TEST(one.starts_with("From: TLS"));
  const std::string two = checks::to_print({message, message}, at("2026-11-01T08:07:29Z"));
  BOOST_TEST(two == "From MAILER-DAEMON Sun Nov  1 08:07:29 2026\n" + one +
                        "\nFrom MAILER-DAEMON Sun Nov  1 08:07:29 2026\n" + one + "\n");
}

BOOST_AUTO_TEST_CASE(addresses_that_need_smtputf8) {
  MailMessage message = plain_message();
  message.to[0].name = message.subject = "\xe8\xa8\xbc";
  BOOST_TEST(!checks::needs_smtputf8(message));
  message.to[0].address = "\xe8\xa8\xbc@example.org";
  BOOST_TEST(checks::needs_smtputf8(message));
}

BOOST_AUTO_TEST_CASE(dates) {
  BOOST_TEST(checks::mail_date(at("2026-11-20T23:59:59Z"), std::chrono::hours(9)) ==
             "Sat, 21 Nov 2026 08:59:59 +0900");
  BOOST_TEST(checks::mail_date(at("2027-01-01T00:00:00Z"), -std::chrono::minutes(210)) ==
             "Thu, 31 Dec 2026 20:30:00 -0330");
  BOOST_TEST(checks::mail_date(at("2026-03-01T00:00:00Z"), std::chrono::seconds(0)) ==
             "Sun, 01 Mar 2026 00:00:00 +0000");
}

BOOST_AUTO_TEST_CASE(marks_differ) {
  const checks::MailMarks a = checks::new_mail_marks("monitor.example.org", at("2026-11-20T23:59:59Z"));
  const checks::MailMarks b = checks::new_mail_marks("monitor.example.org", at("2026-11-20T23:59:59Z"));
  BOOST_TEST(a.message_id.starts_with("<1795219199."));
  BOOST_TEST(a.message_id.ends_with("@monitor.example.org>"));
  BOOST_TEST(a.boundary.size() == 34);
  BOOST_TEST(a.message_id != b.message_id);
  BOOST_TEST(a.boundary != b.boundary);
}

}  // namespace
