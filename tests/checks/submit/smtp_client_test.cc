#define BOOST_TEST_MODULE smtp_client
#include "checks/submit/smtp_client.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

namespace {

using checks::MailOutcome;
using checks::OutgoingMail;
using namespace tests;  // NOLINT: the script reads as prose

const Step kEhlo = hears("EHLO monitor.example.net\r\n");
const Step kHello = says("250-relay\r\n250 SIZE 1000\r\n");
const Step kMail = hears("MAIL FROM:<tls@example.org>\r\n");
const Step kRcpt = hears("RCPT TO:<ops@example.org>\r\n");
const Step kData = hears("DATA\r\n");
const Step kText = hears("Subject: x\r\n\r\n..dot\r\nend\r\n.\r\n");
const Step kReset = hears("RSET\r\n");
const Step kQuit = hears("QUIT\r\n");
const Step kOk = says("250 ok\r\n");
const Step kGo = says("354 go ahead\r\n");
const Step kBye = says("221 bye\r\n");

OutgoingMail plain_mail() {
  return {"tls@example.org", {"ops@example.org"}, "Subject: x\r\n\r\n.dot\r\nend\r\n"};
}

// "+ops@example.org", "-a@example.org (why)", "?b@example.org", "[why later]"
std::string shown(const MailOutcome& outcome) {
  std::string text;
  for (const std::string& one : outcome.accepted) {
    text += "+" + one + " ";
  }
  for (const checks::RefusedRecipient& one : outcome.refused) {
    text += "-" + one.address + " (" + one.why.line() + ") ";
  }
  for (const std::string& one : outcome.later) {
    text += "?" + one + " ";
  }
  return text + (outcome.why_later.empty() ? "" : "[" + outcome.why_later.line() + "]");
}

std::vector<std::string> deliver(ScriptedNetwork& network, const std::vector<OutgoingMail>& mails) {
  checks::MailClient client{network, {"192.0.2.1", 25}, "monitor.example.net"};
  std::vector<MailOutcome> outcomes;
  std::vector<std::size_t> settled;
  run(checks::send_by_smtp(client, mails, plugin::Deadline::after(std::chrono::hours(1)), outcomes,
                           [&settled](std::size_t i) { settled.push_back(i); }));
  std::vector<std::string> lines;
  for (const MailOutcome& outcome : outcomes) {
    lines.push_back(shown(outcome));
  }
  BOOST_TEST(settled.size() == mails.size());
  return lines;
}

Script greeted(const Script& rest) {
  Script script = {says("220 relay ESMTP\r\n"), kEhlo, kHello};
  script.insert(script.end(), rest.begin(), rest.end());
  return script;
}

struct Session {
  const char* what;
  Script script;
  std::string_view wanted;
};

const Session kSessions[] = {
    {"accepted", greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, kOk, kQuit, kBye}), "+ops@example.org "},
    {"forwarded", greeted({kMail, kOk, kRcpt, says("251 forwards\r\n"), kData, kGo, kText, kOk, kQuit, kBye}),
     "+ops@example.org "},
    {"accepted, and no goodbye", greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, kOk, kQuit, closes()}),
     "+ops@example.org "},
    {"without EHLO",
     {says("220 old\r\n"), kEhlo, says("502 what?\r\n"), hears("HELO monitor.example.net\r\n"), kOk, kMail,
      kOk, kRcpt, kOk, kData, kGo, kText, kOk, kQuit, kBye},
     "+ops@example.org "},
    {"STARTTLS refused, so in plain text",
     {says("220 relay\r\n"), kEhlo, says("250-relay\r\n250-starttls\r\n250 HELP\r\n"), hears("STARTTLS\r\n"),
      says("454 no TLS today\r\n"), kMail, kOk, kRcpt, kOk, kData, kGo, kText, kOk, kQuit, kBye},
     "+ops@example.org "},
    {"more behind the consent to STARTTLS",
     {says("220 relay\r\n"), kEhlo, says("250-relay\r\n250 STARTTLS\r\n"), hears("STARTTLS\r\n"),
      says("220 go\r\n250 injected\r\n")},
     "?ops@example.org [the relay sends something between its consent to STARTTLS and TLS]"},
    {"a name that is no STARTTLS",
     {says("220 relay\r\n"), kEhlo, says("250 STARTTLS\r\n"), kMail, kOk, kRcpt, kOk, kData, kGo, kText, kOk,
      kQuit, kBye},
     "+ops@example.org "},
    {"the recipient is refused",
     greeted(
         {kMail, kOk, kRcpt, says("550-5.1.1 no\r\n550 5.1.1 no such user\r\n"), kReset, kOk, kQuit, kBye}),
     "-ops@example.org (the relay refuses the recipient: '550 5.1.1 no such user') "},
    {"the recipient is refused for now",
     greeted({kMail, kOk, kRcpt, says("450 greylisted\r\n"), kReset, kOk, kQuit, kBye}),
     "?ops@example.org [the relay refuses a recipient for now: '450 greylisted']"},
    {"the sender is refused", greeted({kMail, says("553 not you\r\n"), kReset, kOk, kQuit, kBye}),
     "-ops@example.org (the relay refuses the sender: '553 not you') "},
    {"the sender is refused for now", greeted({kMail, says("452 disk full\r\n"), kReset, kOk, kQuit, kBye}),
     "?ops@example.org [the relay refuses the sender for now: '452 disk full']"},
    {"the relay is in another transaction",
     greeted({kMail, says("503 nested MAIL command\r\n"), kReset, kOk, kQuit, kBye}),
     "?ops@example.org [the relay refuses the sender for now: '503 nested MAIL command']"},
    {"the sender is refused, and RSET closes", greeted({kMail, says("553 not you\r\n"), kReset, closes()}),
     "-ops@example.org (the relay refuses the sender: '553 not you') "},
    {"the mail is refused for now, and RSET closes",
     greeted({kMail, kOk, kRcpt, kOk, kData, says("451 later\r\n"), kReset, closes()}),
     "?ops@example.org [the relay refuses the mail for now: '451 later']"},
    {"DATA is refused",
     greeted({kMail, kOk, kRcpt, kOk, kData, says("554 no\r\n"), kReset, kOk, kQuit, kBye}),
     "-ops@example.org (the relay refuses the mail: '554 no') "},
    {"DATA is answered by 250", greeted({kMail, kOk, kRcpt, kOk, kData, kOk, kReset, kOk, kQuit, kBye}),
     "?ops@example.org [the relay refuses the mail for now: '250 ok']"},
    {"the mail is refused",
     greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, says("552 too large\r\n"), kQuit, kBye}),
     "-ops@example.org (the relay refuses the mail: '552 too large') "},
    {"the mail is refused for now",
     greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, says("451 later\r\n"), kQuit, kBye}),
     "?ops@example.org [the relay refuses the mail for now: '451 later']"},
    {"closes before it confirms", greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, closes()}),
     "?ops@example.org [the server closed the connection before it confirmed the mail]"},
    {"leaves by 421", greeted({kMail, kOk, kRcpt, says("421 shutting down\r\n")}),
     "?ops@example.org [the relay ends the session: '421 shutting down']"},
    {"turned away", {says("554 go away\r\n")}, "?ops@example.org [the relay turns us away: '554 go away']"},
    {"silent", {stays_silent()}, "?ops@example.org [the server sent nothing within the timeout]"},
    {"silent later", greeted({kMail, stays_silent()}),
     "?ops@example.org [the timeout passed before the answer to MAIL; last came '250 SIZE 1000']"},
    {"resets", greeted({kMail, resets()}),
     "?ops@example.org [the server reset the connection before the answer to MAIL]"},
    {"another protocol",
     {says("* OK IMAP4rev1\r\n")},
     "?ops@example.org [the relay speaks IMAP, not SMTP: '* OK IMAP4rev1']"},
    {"garbage", {says("hello\r\n")}, "?ops@example.org [the answer is not SMTP: 'hello']"},
    {"TLS",
     {says(std::string_view("\x15\x03\x01\x00\x02\x02\x46", 7))},
     "?ops@example.org [TLS begins at once on this port; give one where it begins by STARTTLS, mostly 25 or "
     "587]"},
};

BOOST_AUTO_TEST_CASE(sessions) {
  for (const Session& row : kSessions) {
    BOOST_TEST_CONTEXT(row.what) {
      ScriptedNetwork network;
      network.serve("192.0.2.1", 25, row.script);
      BOOST_TEST(deliver(network, {plain_mail()})[0] == row.wanted);
    }
  }
}

BOOST_AUTO_TEST_CASE(endless_replies) {
  std::string endless = "220-x\r\n";
  for (int i = 0; i < 1000; ++i) {
    endless += "220-and on\r\n";
  }
  for (const std::string& text : {endless, std::string(100000, '2')}) {
    ScriptedNetwork network;
    network.serve("192.0.2.1", 25, {says(text), closes()});
    BOOST_TEST(deliver(network, {plain_mail()})[0].starts_with("?ops@example.org [a "));
  }
}

BOOST_AUTO_TEST_CASE(several_recipients) {
  OutgoingMail mail = plain_mail();
  mail.recipients = {"a@example.org", "b@example.org", "ops@example.org"};
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25,
                greeted({kMail, kOk, hears("RCPT TO:<a@example.org>\r\n"), says("550 no\r\n"),
                         hears("RCPT TO:<b@example.org>\r\n"), says("450 later\r\n"), kRcpt, kOk, kData, kGo,
                         kText, kOk, kQuit, kBye}));
  BOOST_TEST(
      deliver(network, {mail})[0] ==
      "+ops@example.org -a@example.org (the relay refuses the recipient: '550 no') ?b@example.org [the relay "
      "refuses a recipient for now: '450 later']");
}

BOOST_AUTO_TEST_CASE(several_mails_by_one_connection) {
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25,
                greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, kOk, kMail, says("550 no\r\n"), kReset,
                         kOk, kMail, kOk, kRcpt, closes()}));
  const std::vector<std::string> wanted = {
      "+ops@example.org ", "-ops@example.org (the relay refuses the sender: '550 no') ",
      "?ops@example.org [the server closed the connection before the answer to RCPT]",
      "?ops@example.org [connection refused]", "?ops@example.org [connection refused]"};
  BOOST_TEST(deliver(network, std::vector<OutgoingMail>(5, plain_mail())) == wanted,
             boost::test_tools::per_element());
  BOOST_TEST(network.asked().size() == 4);
}

// Two mails at which the relay hangs up, the second by 421; the others go by further connections.
BOOST_AUTO_TEST_CASE(a_mail_that_ends_the_connection_does_not_stand_in_the_way) {
  ScriptedNetwork network;
  const Script good = {kMail, kOk, kRcpt, kOk, kData, kGo, kText, kOk};
  Script second = good;
  for (const Step& step : {kMail, says("421 too many\r\n")}) {
    second.push_back(step);
  }
  Script third = good;
  for (const Step& step : {kQuit, kBye}) {
    third.push_back(step);
  }
  network.serve("192.0.2.1", 25, greeted({kMail, kOk, kRcpt, kOk, kData, kGo, kText, closes()}));
  network.serve("192.0.2.1", 25, greeted(second));
  network.serve("192.0.2.1", 25, greeted(third));
  const std::vector<std::string> wanted = {
      "?ops@example.org [the server closed the connection before it confirmed the mail]", "+ops@example.org ",
      "?ops@example.org [the relay ends the session: '421 too many']", "+ops@example.org "};
  BOOST_TEST(deliver(network, std::vector<OutgoingMail>(4, plain_mail())) == wanted,
             boost::test_tools::per_element());
}

std::size_t connections(const ScriptedNetwork& network) {
  return static_cast<std::size_t>(std::ranges::count(network.asked(), "connect 192.0.2.1 25"));
}

BOOST_AUTO_TEST_CASE(relays_are_not_called_again_and_again) {
  const std::vector<OutgoingMail> mails(30, plain_mail());
  for (const auto& [script, wanted] : std::vector<std::pair<Script, std::size_t>>{
           {greeted({kMail, closes()}), checks::kMaxMailConnections},
           {greeted({kMail, stays_silent()}), 1},
           {{says("220 relay\r\n"), kEhlo, closes()}, 1},
       }) {
    ScriptedNetwork network;
    for (std::size_t i = 0; i < mails.size(); ++i) {
      network.serve("192.0.2.1", 25, script);
    }
    const std::vector<std::string> lines = deliver(network, mails);
    BOOST_TEST(std::ranges::all_of(lines, [](const std::string& one) { return one.starts_with("?ops@"); }));
    BOOST_TEST(connections(network) == wanted);
  }
}

// The next mail begins a transaction of its own.
BOOST_AUTO_TEST_CASE(a_refused_mail_does_not_stand_in_the_way) {
  for (const char* no : {"554 no\r\n", "451 later\r\n"}) {
    ScriptedNetwork network;
    network.serve("192.0.2.1", 25,
                  greeted({kMail, kOk, kRcpt, kOk, kData, says(no), kReset, kOk, kMail, kOk, kRcpt, kOk,
                           kData, kGo, kText, kOk, kQuit, kBye}));
    BOOST_TEST(deliver(network, {plain_mail(), plain_mail()})[1] == "+ops@example.org ");
  }
}

BOOST_AUTO_TEST_CASE(addresses_that_are_not_ascii) {
  OutgoingMail mail = plain_mail();
  mail.recipients = {"\xe8\xa8\xbc@example.org"};
  ScriptedNetwork network;
  network.serve("192.0.2.1", 25, greeted({kQuit, kBye}));
  BOOST_TEST(deliver(network, {mail})[0] ==
             "-\xe8\xa8\xbc@example.org (an address of the mail is not ASCII, and the relay does not offer "
             "SMTPUTF8) ");
  network.serve("192.0.2.1", 25,
                {says("220 relay\r\n"), kEhlo, says("250-relay\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"),
                 hears("MAIL FROM:<tls@example.org> SMTPUTF8\r\n"), kOk,
                 hears("RCPT TO:<\xe8\xa8\xbc@example.org>\r\n"), kOk, kData, kGo, kText, kOk, kQuit, kBye});
  BOOST_TEST(deliver(network, {mail})[0] == "+\xe8\xa8\xbc@example.org ");
}

BOOST_AUTO_TEST_CASE(addresses_that_would_end_the_command) {
  for (const char* bad : {"a@b>\r\nDATA\r\n", "a b@c", "", "<a@b", "a@b\x7f"}) {
    BOOST_TEST_CONTEXT(bad) {
      OutgoingMail mail = plain_mail();
      mail.recipients = {bad};
      ScriptedNetwork network;
      network.serve("192.0.2.1", 25, greeted({kQuit, kBye}));
      BOOST_TEST(deliver(network, {mail})[0].find("(an address of the mail cannot stand in SMTP) ") !=
                 std::string::npos);
    }
  }
}

BOOST_AUTO_TEST_CASE(relays_that_are_down) {
  ScriptedNetwork network;
  BOOST_TEST(deliver(network, {plain_mail()})[0] == "?ops@example.org [connection refused]");
}

struct Relay {
  const char* url;
  std::string_view wanted;  // "host port", or what is wrong
};

const Relay kRelays[] = {
    {"smtp://relay.example.org", "relay.example.org 25"},
    {"smtp://127.0.0.1:2525", "127.0.0.1 2525"},
    {"smtp://[::1]:25", "::1 25"},
    {"relay.example.org", "--mail-via relay.example.org: expected smtp://HOST or smtp://HOST:PORT"},
    {"smtps://relay.example.org",
     "--mail-via smtps://relay.example.org: expected smtp://HOST or smtp://HOST:PORT"},
    {"smtp://relay.example.org:0",
     "--mail-via smtp://relay.example.org:0: expected a port from 1 to 65535 after the host"},
};

BOOST_AUTO_TEST_CASE(relays) {
  for (const Relay& row : kRelays) {
    BOOST_TEST_CONTEXT(row.url) {
      const plugin::Result<checks::MailRelay> relay = checks::parse_mail_relay(row.url);
      BOOST_TEST((relay ? relay->host + " " + std::to_string(relay->port) : relay.error().text.line()) ==
                 row.wanted);
    }
  }
}

}  // namespace
