// Prints the mails of sample runs: for tests that read them with other programs.
//
//   digest_sample night=1|2|good [NAME=VALUE...]
//
//   night      the sample run: 1, the one after it, or one where all is good
//   now        when it is; the time of a real check otherwise
//   state      FILE, as --state: read before and written after
//   more       so many endpoints beside them, a fifth of which expire soon
//   language, subject, from, to, always    as the options of that name
//   via        smtp://HOST:PORT: delivers the mails; `spool` is a folder, `timeout` in milliseconds
//
// Exit status 0; 3 with lines on stderr where something is wrong.

#include <cstdio>
#include <map>
#include <optional>
#include <string>

#include "checks/list/digest_mails.h"
#include "checks/list/run_state.h"
#include "checks/net/network.h"
#include "checks/submit/send_mails.h"
#include "tests/checks/list/list_samples.h"

namespace {

using plugin::Status;
using std::chrono::days;
using std::chrono::hours;
using tests::Samples;

using Given = std::map<std::string, std::string>;

Given given_in(int count, char** arguments) {
  Given given;
  for (int i = 1; i < count; ++i) {
    const std::string one = arguments[i];
    const std::size_t equals = one.find('=');
    given[one.substr(0, equals)] = equals == std::string::npos ? "" : one.substr(equals + 1);
  }
  return given;
}

Samples first_night(const std::string& now) {
  Samples samples(now);
  samples.add("www.example.org");
  samples.add("mail.example.org/imaps").expires_in(days(3), Status::critical);
  samples.add("old.example.org").expires_in(-days(2), Status::critical);
  samples.add("api.example.org:8443")
      .expires_in(days(18), Status::warning)
      .with("contact", "Web Team <web@example.org>");
  samples.add("dead.example.org/smtp").unreachable("connect: connection refused");
  samples.add("shop.example.org").with("contact", "web@example.org");
  return samples;
}

Samples second_night(const std::string& now) {
  Samples samples(now);
  samples.add("www.example.org")
      .finding("name-match", Status::critical,
               "certificate is not for 'www.example.org', it is for 'example.net': have it "
               "reissued with that name");
  samples.add("mail.example.org/imaps").expires_in(days(2), Status::critical);
  samples.add("old.example.org").expires_in(-days(3), Status::critical);
  samples.add("api.example.org:8443")
      .expires_in(hours(47), Status::critical)
      .with("contact", "Web Team <web@example.org>");
  samples.add("dead.example.org/smtp");
  samples.add("shop.example.org")
      .with("contact", "web@example.org")
      .finding("chain-complete", Status::critical,
               "the server does not send its intermediate 'Example CA 1': append it to the chain file")
      .remedy("append to the server's chain file, behind the certificate, in this order: 'Example CA 1'");
  samples.add("gone.example.org").unreachable("resolve: the name does not exist");
  samples.add("evil.example.org label=<b>evil</b>\xe2\x80\xae & \"co\"")
      .expires_in(days(9), Status::warning)
      .issuer("CA\r\nBcc: victim@example.org\r\n\r\n<script>alert(1)</script>");
  samples.add("late.example.org").left_over();
  samples.add("lost.example.org").with("contact", "nobody").expires_in(days(12), Status::warning);
  samples.add_fault("hosts.csv:40", "expected a port from 1 to 65535 after the host");
  return samples;
}

Samples good_night(const std::string& now) {
  Samples samples(now);
  samples.add("www.example.org");
  samples.add("mail.example.org/imaps");
  return samples;
}

Samples samples_of(const Given& given, const std::string& now) {
  const std::string& night = given.at("night");
  Samples samples = night == "1" ? first_night(now) : night == "2" ? second_night(now) : good_night(now);
  const int more = given.contains("more") ? std::stoi(given.at("more")) : 0;
  for (int i = 0; i < more; ++i) {
    const days left(i % 100);
    samples.add("host" + std::to_string(i) + ".example.org")
        .expires_in(left, left < days(20) ? Status::warning : Status::ok);
  }
  return samples;
}

checks::ListSettings settings_of(Given& given) {
  checks::ListSettings settings;
  settings.digest_language =
      given["language"] == "ja" ? checks::DigestLanguage::ja : checks::DigestLanguage::en;
  settings.digest_always = given.contains("always");
  settings.mail_from = given["from"];
  settings.mail_to = given["to"];
  settings.mail_subject = given["subject"];
  return settings;
}

int fail(const plugin::Error& error) {
  std::fprintf(stderr, "%s\n", error.text.line().c_str());
  return 3;
}

checks::OutgoingMail outgoing(const checks::MailMessage& message) {
  checks::OutgoingMail mail{message.from.address, {}, checks::to_rfc5322(message)};
  for (const checks::Mailbox& box : message.to) {
    mail.recipients.push_back(box.address);
  }
  return mail;
}

int deliver(Given& given, const std::vector<checks::MailMessage>& messages, plugin::Time now) {
  const plugin::Result<checks::MailRelay> relay = checks::parse_mail_relay(given["via"]);
  if (!relay) {
    return fail(relay.error());
  }
  std::optional<checks::MailSpool> spool;
  if (given.contains("spool")) {
    plugin::Result<std::optional<checks::MailSpool>> opened = checks::MailSpool::open(given["spool"], *relay);
    if (!opened) {
      return fail(opened.error());
    }
    spool = *std::move(opened);
  }
  std::vector<checks::OutgoingMail> mails;
  for (const checks::MailMessage& message : messages) {
    mails.push_back(outgoing(message));
  }
  checks::EventLoop loop;
  checks::MailClient client{loop.network(), *relay, "monitor.example.org"};
  checks::MailReport report;
  const std::chrono::milliseconds timeout(given.contains("timeout") ? std::stoi(given["timeout"]) : 20000);
  loop.spawn(checks::send_mails(client, std::move(mails), spool ? &*spool : nullptr, now,
                                plugin::Deadline::after(timeout), report));
  loop.run();
  std::printf("delivered %zu waiting %zu lost %zu\n", report.delivered, report.waiting, report.lost.size());
  for (const plugin::Text& trouble : report.troubles) {
    std::fprintf(stderr, "%s\n", trouble.line().c_str());
  }
  return report.is_good() ? 0 : 3;
}

}  // namespace

int main(int count, char** arguments) {
  Given given = given_in(count, arguments);
  const plugin::Time now = given.contains("now")
                               ? tests::at(given["now"])
                               : std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Samples samples = samples_of(given, plugin::rfc3339(now));
  const plugin::Result<checks::DigestOptions> options =
      checks::digest_options(settings_of(given), "monitor.example.org");
  if (!options) {
    return fail(options.error());
  }
  checks::LoadedState state;
  if (given.contains("state")) {
    plugin::Result<checks::LoadedState> loaded = checks::load_run_state(given["state"]);
    if (!loaded) {
      return fail(loaded.error());
    }
    state = *std::move(loaded);
  }
  const checks::RunState* const last = state.last ? &*state.last : nullptr;
  std::vector<plugin::Text> notices;
  if (!state.notice.empty()) {
    notices.push_back(state.notice);
  }
  const plugin::LocalCalendar calendar;
  const checks::DigestMoment moment{now, calendar, checks::local_utc_offset(now),
                                    [&] { return checks::new_mail_marks(options->host, now); }};
  const std::vector<checks::MailMessage> mails =
      checks::digest_mails(samples.run(), last, std::move(notices), *options, moment);
  if (given.contains("via")) {
    return deliver(given, mails, now);
  }
  std::fputs(checks::to_print(mails, now).c_str(), stdout);
  if (given.contains("state")) {
    const plugin::Result<plugin::Done> saved =
        checks::save_run_state(given["state"], checks::next_state(samples.run(), last, now));
    return saved ? 0 : fail(saved.error());
  }
  return 0;
}
