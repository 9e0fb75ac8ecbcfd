#include "checks/submit/send_mails.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace checks {

using plugin::Result;
using plugin::Text;

namespace {

// A mail under way: with a path where it is in the spool.
using Mails = std::vector<SpooledMail>;

Text name_of(const MailClient& client) {
  return Text::bounded(client.relay.host, kMaxHostName) + " port " + std::to_string(client.relay.port);
}

Text names_of(const std::vector<std::string>& addresses) {
  constexpr std::size_t kMostNames = 5;
  Text text;
  for (std::size_t i = 0; i < addresses.size() && i < kMostNames; ++i) {
    text += Text(i == 0 ? "" : ", ") + addresses[i];
  }
  return addresses.size() > kMostNames
             ? text + " and " + std::to_string(addresses.size() - kMostNames) + " more"
             : text;
}

bool is_unkept(const SpooledMail& one) { return one.path.empty(); }

// The new ones too, as far as the spool takes them; what it does not take is tried all the same.
Mails all_mails(std::vector<OutgoingMail> mails, MailSpool* spool, plugin::Time now, MailReport& report) {
  Mails all;
  if (spool != nullptr) {
    all = spool->mails(now, report.troubles);
  }
  for (OutgoingMail& mail : mails) {
    if (mail.recipients.empty()) {
      report.troubles.emplace_back("a mail has no recipient, so it is not sent: give --mail-to");
      report.lost.push_back(std::move(mail));
      continue;
    }
    if (spool == nullptr) {
      all.push_back({"", now, std::move(mail)});
      continue;
    }
    Result<SpooledMail> kept = spool->keep(mail, now);
    if (!kept) {
      report.troubles.push_back(kept.error().text);
    }
    all.push_back(kept ? *std::move(kept) : SpooledMail{"", now, std::move(mail)});
  }
  return all;
}

void tell_refused(const MailOutcome& outcome, MailReport& report) {
  for (const RefusedRecipient& one : outcome.refused) {
    report.troubles.push_back(Text("no mail to ") + Text::bounded(one.address, kMaxHostName) + ": " +
                              one.why);
  }
}

void wait(const SpooledMail& one, const MailOutcome& outcome, MailSpool& spool, MailReport& report) {
  if (outcome.later.size() < one.mail.recipients.size()) {
    if (const Result<plugin::Done> kept = spool.keep_for(one, outcome.later); !kept) {
      report.troubles.push_back(kept.error().text);
    }
  }
  ++report.waiting;
}

void lose(const SpooledMail& one, const MailOutcome& outcome, const MailClient& client, MailReport& report) {
  OutgoingMail mail = one.mail;
  mail.recipients = outcome.later;
  report.troubles.push_back(Text("the mail to ") + names_of(mail.recipients) + " is lost: relay " +
                            name_of(client) + ": " + outcome.why_later +
                            "; with --spool it would wait for the next run");
  report.lost.push_back(std::move(mail));
}

void settle(const SpooledMail& one, const MailOutcome& outcome, MailSpool* spool, const MailClient& client,
            MailReport& report) {
  tell_refused(outcome, report);
  const bool is_kept = spool != nullptr && !one.path.empty();
  if (outcome.later.empty()) {
    report.delivered += outcome.accepted.empty() ? 0 : 1;
    if (is_kept) {
      spool->remove(one);
    }
  } else if (is_kept) {
    wait(one, outcome, *spool, report);
  } else {
    lose(one, outcome, client, report);
  }
}

// Once for all that wait for the same reason: mostly the relay's.
void tell_waiting(const std::vector<MailOutcome>& outcomes, const MailClient& client, MailReport& report) {
  if (report.waiting == 0) {
    return;
  }
  for (const MailOutcome& outcome : outcomes) {
    if (!outcome.later.empty()) {
      report.troubles.push_back(Text("mails that wait in the spool for the next run: ") +
                                std::to_string(report.waiting) + "; relay " + name_of(client) + ": " +
                                outcome.why_later);
      return;
    }
  }
}

}  // namespace

Task<> send_mails(MailClient& client, std::vector<OutgoingMail> mails, MailSpool* spool, plugin::Time now,
                  plugin::Deadline deadline, MailReport& report, std::function<void()> are_kept) {
  const Mails all = all_mails(std::move(mails), spool, now, report);
  if (spool != nullptr && are_kept && std::ranges::none_of(all, is_unkept)) {
    are_kept();
  }
  if (all.empty()) {
    co_return;
  }
  std::vector<OutgoingMail> outgoing;
  for (const SpooledMail& one : all) {
    outgoing.push_back(one.mail);
  }
  std::vector<MailOutcome> outcomes;
  const std::function<void(std::size_t)> settled = [&](std::size_t i) {
    settle(all[i], outcomes[i], spool, client, report);
  };
  co_await send_by_smtp(client, outgoing, deadline, outcomes, settled);
  tell_waiting(outcomes, client, report);
}

MailReport send_mails_now(const MailRelay& relay, std::string local_name, std::vector<OutgoingMail> mails,
                          MailSpool* spool, plugin::Time now, std::chrono::milliseconds timeout,
                          MailHooks hooks) {
  EventLoop loop;
  MailClient client{loop.network(), relay, std::move(local_name)};
  MailReport report;
  loop.spawn(send_mails(client, std::move(mails), spool, now, plugin::Deadline::after(timeout), report,
                        std::move(hooks.are_kept)));
  report.was_stopped = !loop.run_unless(hooks.must_stop);
  report.has_abandoned_lookups = loop.has_abandoned_lookups();
  if (report.was_stopped) {
    report.troubles.emplace_back(
        spool != nullptr ? "the run was ended before all mails were sent; they wait in the spool"
                         : "the run was ended before all mails were sent; with --spool they would "
                           "wait for the next run");
  }
  return report;
}

}  // namespace checks
