#define BOOST_TEST_MODULE send_mails
#include "checks/submit/send_mails.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

namespace {

using checks::MailReport;
using checks::MailSpool;
using checks::OutgoingMail;
using namespace tests;  // NOLINT: the script reads as prose

const checks::MailRelay kRelay{"192.0.2.1", 25};
constexpr plugin::Time kNow{std::chrono::seconds(1'795'219'200)};

class Folder {
 public:
  Folder() { BOOST_REQUIRE(::mkdtemp(name_.data()) != nullptr); }
  ~Folder() { std::filesystem::remove_all(name_); }
  const std::string& name() const { return name_; }
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& one : std::filesystem::directory_iterator(name_)) {
      found.push_back(one.path().filename());
    }
    std::ranges::sort(found);
    return found;
  }

 private:
  std::string name_ = "/tmp/mail_spool.XXXXXX";
};

// Nothing: another run has it.
std::optional<MailSpool> open(const std::string& folder, const checks::MailRelay& relay = kRelay) {
  plugin::Result<std::optional<MailSpool>> spool = MailSpool::open(folder, relay);
  BOOST_REQUIRE(bool(spool));
  return *std::move(spool);
}

OutgoingMail mail_to(std::vector<std::string> recipients) {
  return {"tls@example.org", std::move(recipients), "Subject: x\r\n\r\nX-Envelope-To: no\r\n"};
}

Script accepting(int mails) {
  Script script = {says("220 relay\r\n"), hears_anything(), says("250 relay\r\n")};
  for (int i = 0; i < mails; ++i) {
    for (const char* answer : {"250 ok\r\n", "250 ok\r\n", "354 go\r\n", "250 ok\r\n"}) {
      script.push_back(hears_anything());
      script.push_back(says(answer));
    }
  }
  script.push_back(hears("QUIT\r\n"));
  return script;
}

MailReport send(ScriptedNetwork& network, std::vector<OutgoingMail> mails, MailSpool* spool,
                plugin::Time now = kNow) {
  checks::MailClient client{network, kRelay, "monitor.example.net"};
  MailReport report;
  run(checks::send_mails(client, std::move(mails), spool, now, plugin::Deadline::after(std::chrono::hours(1)),
                         report));
  return report;
}

std::string troubles(const MailReport& report) {
  std::string text;
  for (const plugin::Text& one : report.troubles) {
    text += one.line() + "\n";
  }
  return text;
}

BOOST_AUTO_TEST_CASE(files_of_mails) {
  const checks::MailFile file{"192.0.2.1:25", mail_to({"a@example.org", "b@example.org"})};
  const std::string text = checks::to_spool_file(file);
  BOOST_TEST(text ==
             "X-Envelope-Relay: 192.0.2.1:25\r\nX-Envelope-From: tls@example.org\r\nX-Envelope-To: "
             "a@example.org\r\nX-Envelope-To: b@example.org\r\nSubject: x\r\n\r\nX-Envelope-To: no\r\n");
  BOOST_TEST((checks::from_spool_file(text) == file));
  const std::string old = text.substr(text.find("X-Envelope-From"));
  BOOST_TEST((checks::from_spool_file(old) == checks::MailFile{"", file.mail}));
  for (const char* bad :
       {"", "X-Envelope-From: a", "X-Envelope-From: a\r\n", "X-Envelope-From: a\r\nSubject: x\r\n",
        "X-Envelope-From: a\r\nX-Envelope-To: b\r\n", "Subject: x\r\n", "X-Envelope-Relay: a\r\n"}) {
    BOOST_TEST_CONTEXT(bad) { BOOST_TEST(!checks::from_spool_file(bad).has_value()); }
  }
}

// Lists that share the folder: what one's relay would refuse waits for the other's.
BOOST_AUTO_TEST_CASE(mails_of_another_relay_are_passed_over) {
  const Folder folder;
  ScriptedNetwork network;
  for (const checks::MailRelay& other :
       {checks::MailRelay{"192.0.2.2", 25}, checks::MailRelay{"192.0.2.1", 26}}) {
    std::optional<MailSpool> spool = open(folder.name(), other);
    BOOST_REQUIRE(bool(spool->keep(mail_to({"other@example.org"}), kNow)));
  }
  const std::string old = folder.name() + "/mail-1795219200-00.eml";
  std::ofstream(old) << "X-Envelope-From: a@example.org\r\nX-Envelope-To: b@example.org\r\nSubject: x\r\n";
  std::optional<MailSpool> spool = open(folder.name());
  network.serve("192.0.2.1", 25, accepting(2));
  const MailReport report = send(network, {mail_to({"a@example.org"})}, &*spool);
  BOOST_TEST(report.delivered == 2);
  BOOST_TEST(report.is_good());
  BOOST_TEST(folder.files().size() == 3);
  BOOST_TEST(!std::filesystem::exists(old));
  std::vector<plugin::Text> notices;
  BOOST_TEST(spool->mails(kNow + checks::kMaxMailAge + std::chrono::seconds(1), notices).empty());
  BOOST_TEST(notices.size() == 2);
}

BOOST_AUTO_TEST_CASE(what_is_delivered_leaves_the_spool) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  BOOST_REQUIRE(spool);
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25, accepting(2));
  const MailReport report = send(network, {mail_to({"a@example.org"}), mail_to({"b@example.org"})}, &*spool);
  BOOST_TEST(report.delivered == 2);
  BOOST_TEST(report.is_good());
  BOOST_TEST(folder.files() == std::vector<std::string>{"mail.lock"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(mails_are_kept_before_any_is_sent) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25, accepting(2));
  checks::MailClient client{network, kRelay, "monitor.example.net"};
  MailReport report;
  std::size_t kept = 0;
  run(checks::send_mails(client, {mail_to({"a@example.org"}), mail_to({"b@example.org"})}, &*spool, kNow,
                         plugin::Deadline::after(std::chrono::hours(1)), report,
                         [&] { kept = folder.files().size() - 1; }));
  BOOST_TEST(kept == 2);
  BOOST_TEST(report.delivered == 2);
}

BOOST_AUTO_TEST_CASE(mails_that_are_not_kept_are_not_called_so) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25, accepting(2));
  checks::MailClient client{network, kRelay, "monitor.example.net"};
  MailReport report;
  OutgoingMail large = mail_to({"b@example.org"});
  large.message.append(checks::kMaxSpooledMail, 'x');
  run(checks::send_mails(client, {mail_to({"a@example.org"}), large}, &*spool, kNow,
                         plugin::Deadline::after(std::chrono::hours(1)), report,
                         [] { BOOST_TEST(false, "one is not kept"); }));
  BOOST_TEST(report.delivered == 2);
}

BOOST_AUTO_TEST_CASE(what_a_kill_left_half_written_goes) {
  const Folder folder;
  const auto put = [&folder](const char* name) {
    std::ofstream(folder.name() + "/" + name) << "X-Envelope-";
  };
  put("mail-1795219200-38474a060f945d47.eml.unfinished");
  put("mail-1795219200-38474a060f945d47.eml.damaged");
  put("other.eml.unfinished");
  const std::optional<MailSpool> spool = open(folder.name());
  BOOST_REQUIRE(spool);
  const std::vector<std::string> left{"mail-1795219200-38474a060f945d47.eml.damaged", "mail.lock",
                                      "other.eml.unfinished"};
  BOOST_TEST(folder.files() == left, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_is_not_delivered_waits) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  ScriptedNetwork network;
  MailReport report = send(network, {mail_to({"a@example.org"}), mail_to({"b@example.org"})}, &*spool);
  BOOST_TEST(report.delivered == 0);
  BOOST_TEST(report.waiting == 2);
  BOOST_TEST(report.lost.empty());
  BOOST_TEST(
      troubles(report) ==
      "mails that wait in the spool for the next run: 2; relay 192.0.2.1 port 25: connection refused\n");
  BOOST_TEST(folder.files().size() == 3);
  network.serve("192.0.2.1", 25, accepting(3));
  report = send(network, {mail_to({"c@example.org"})}, &*spool, kNow + std::chrono::hours(1));
  BOOST_TEST(report.delivered == 3);
  BOOST_TEST(report.is_good());
  BOOST_TEST(folder.files().size() == 1);
}

// The relay takes the first mail, then hangs: what it took is gone from the spool by then.
BOOST_AUTO_TEST_CASE(a_mail_leaves_the_spool_at_once) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  Script script = accepting(1);
  script.back() = hears_anything();
  script.push_back(closes());
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25, script);
  const MailReport report = send(network, {mail_to({"a@example.org"}), mail_to({"b@example.org"})}, &*spool);
  BOOST_TEST(report.delivered == 1);
  BOOST_TEST(report.waiting == 1);
  std::vector<plugin::Text> notices;
  BOOST_TEST(spool->mails(kNow, notices).size() == 1);
}

// The oldest mail ends each connection; those behind it go all the same.
BOOST_AUTO_TEST_CASE(a_bad_mail_holds_up_no_other) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  BOOST_REQUIRE(bool(spool->keep(mail_to({"bad@example.org"}), kNow - std::chrono::hours(1))));
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25,
                {says("220 relay\r\n"), hears_anything(), says("250 relay\r\n"), hears_anything(), closes()});
  network.serve("192.0.2.1", 25, accepting(2));
  const MailReport report = send(network, {mail_to({"a@example.org"}), mail_to({"b@example.org"})}, &*spool);
  BOOST_TEST(report.delivered == 2);
  BOOST_TEST(report.waiting == 1);
  std::vector<plugin::Text> notices;
  BOOST_TEST(spool->mails(kNow, notices).front().mail.recipients.front() == "bad@example.org");
}

BOOST_AUTO_TEST_CASE(only_recipients_that_wait_are_kept) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25,
                {says("220 relay\r\n"), hears_anything(), says("250 relay\r\n"), hears_anything(),
                 says("250 ok\r\n"), hears_anything(), says("550 no\r\n"), hears_anything(),
                 says("450 later\r\n"), hears_anything(), says("250 ok\r\n"), hears("DATA\r\n"),
                 says("354 go\r\n"), hears_anything(), says("250 ok\r\n"), hears("QUIT\r\n")});
  const MailReport report =
      send(network, {mail_to({"a@example.org", "b@example.org", "c@example.org"})}, &*spool);
  BOOST_TEST(report.waiting == 1);
  BOOST_TEST(troubles(report) ==
             "no mail to a@example.org: the relay refuses the recipient: '550 no'\n"
             "mails that wait in the spool for the next run: 1; relay 192.0.2.1 port 25: the relay refuses a "
             "recipient "
             "for now: '450 later'\n");
  std::vector<plugin::Text> notices;
  const std::vector<checks::SpooledMail> mails = spool->mails(kNow, notices);
  BOOST_REQUIRE(mails.size() == 1);
  BOOST_TEST((mails[0].mail == mail_to({"b@example.org"})));
}

BOOST_AUTO_TEST_CASE(without_a_spool) {
  ScriptedNetwork network;
  const MailReport report = send(network, {mail_to({"a@example.org"})}, nullptr);
  BOOST_TEST(report.lost.size() == 1);
  BOOST_TEST(troubles(report) ==
             "the mail to a@example.org is lost: relay 192.0.2.1 port 25: connection refused; with "
             "--spool it would wait for the next run\n");
  BOOST_TEST(send(network, {}, nullptr).is_good());
}

BOOST_AUTO_TEST_CASE(a_mail_to_nobody) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  ScriptedNetwork network;
  const MailReport report = send(network, {mail_to({})}, &*spool);
  BOOST_TEST(report.lost.size() == 1);
  BOOST_TEST(troubles(report) == "a mail has no recipient, so it is not sent: give --mail-to\n");
  BOOST_TEST(network.asked().empty());
  BOOST_TEST(folder.files().size() == 1);
}

BOOST_AUTO_TEST_CASE(old_and_damaged_mails) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  BOOST_REQUIRE(spool->keep(mail_to({"a@example.org"}), kNow - checks::kMaxMailAge));
  BOOST_REQUIRE(
      spool->keep(mail_to({"b@example.org"}), kNow - checks::kMaxMailAge - std::chrono::seconds(1)));
  std::ofstream(folder.name() + "/mail-1795219200-00.eml") << "nonsense";
  std::ofstream(folder.name() + "/other.eml") << "not ours";
  std::vector<plugin::Text> notices;
  const std::vector<checks::SpooledMail> mails = spool->mails(kNow, notices);
  BOOST_REQUIRE(mails.size() == 1);
  BOOST_TEST(mails[0].mail.recipients[0] == "a@example.org");
  BOOST_REQUIRE(notices.size() == 2);
  BOOST_TEST(notices[0].line() ==
             "a mail of 2026-11-15T23:59:59Z could not be delivered for 5 days and is given up");
  const std::string bad = folder.name() + "/mail-1795219200-00.eml";
  BOOST_TEST(notices[1].line() ==
             "the waiting mail " + bad + " cannot be read: it is set aside as " + bad + ".damaged");
  BOOST_TEST(std::filesystem::exists(bad + ".damaged"));
  BOOST_TEST(std::filesystem::exists(folder.name() + "/other.eml"));
}

BOOST_AUTO_TEST_CASE(a_spool_that_is_full) {
  const Folder folder;
  std::optional<MailSpool> spool = open(folder.name());
  for (std::size_t i = 0; i < checks::kMaxSpooledMails; ++i) {
    std::ofstream(folder.name() + "/mail-1795219200-" + std::to_string(i) + ".eml") << "x";
  }
  BOOST_TEST(spool->keep(mail_to({"a@example.org"}), kNow).error().text.line() ==
             "cannot use the spool " + folder.name() + ": it holds 1000 mails that wait, and takes no more");
}

BOOST_AUTO_TEST_CASE(folders_that_will_not_do) {
  const Folder folder;
  const std::string made = folder.name() + "/made";
  {
    const std::optional<MailSpool> spool = open(made);
    BOOST_TEST(bool(spool));
    struct stat there {};
    BOOST_TEST(::stat(made.c_str(), &there) == 0);
    BOOST_TEST((there.st_mode & 0777) == 0700U);
    BOOST_TEST(!open(made));
  }
  BOOST_TEST(bool(open(made)));
  BOOST_REQUIRE(::chmod(made.c_str(), 0770) == 0);
  BOOST_TEST(MailSpool::open(made, kRelay).error().text.line() ==
             "cannot use the spool " + made + ": others may write in it: set its mode to 0700");
  const std::string link = folder.name() + "/link";
  BOOST_REQUIRE(::symlink(made.c_str(), link.c_str()) == 0);
  BOOST_TEST(MailSpool::open(link, kRelay).error().text.line() ==
             "cannot use the spool " + link + ": it is no folder");
  const std::string missing = folder.name() + "/missing/spool";
  BOOST_TEST(MailSpool::open(missing, kRelay).error().text.line() ==
             "cannot use the spool " + missing + ": No such file or directory");
}

}  // namespace
