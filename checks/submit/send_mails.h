// Delivers the mails of a run, and those that earlier runs left in the spool.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "checks/submit/mail_spool.h"
#include "checks/submit/smtp_client.h"

namespace checks {

struct MailReport {
  std::size_t delivered = 0;           // to at least one recipient, and to all that were not refused
  std::size_t waiting = 0;             // in the spool, for the next run
  std::vector<OutgoingMail> lost;      // neither delivered nor kept: no recipient, no spool, or it is full
  std::vector<plugin::Text> troubles;  // what was refused, why others wait, what is lost: each a sentence

  bool was_stopped = false;            // some were not tried, or not to the end
  bool has_abandoned_lookups = false;  // as EventLoop's

  bool is_good() const { return troubles.empty(); }
};

struct MailHooks {
  // Called once, when the spool has all of the new mails, before any is sent; not where it has not, and not
  // without a spool. May be none.
  std::function<void()> are_kept;
  std::function<bool()> must_stop;
};

// With a spool each mail is kept before it is tried, and leaves the spool when the relay has it: who kills
// the run loses none. Without one (null), what cannot be delivered is lost. Mails that waited go first.
// Recipients that are refused for good are told and dropped. `client`, `spool` and `report` must outlive the
// task. Throws nothing that comes from the network.
Task<> send_mails(MailClient& client, std::vector<OutgoingMail> mails, MailSpool* spool, plugin::Time now,
                  plugin::Deadline deadline, MailReport& report, std::function<void()> are_kept = {});

// The same on a loop of its own, for `timeout` at most, and no longer than until `must_stop` says so.
MailReport send_mails_now(const MailRelay& relay, std::string local_name, std::vector<OutgoingMail> mails,
                          MailSpool* spool, plugin::Time now, std::chrono::milliseconds timeout,
                          MailHooks hooks);

}  // namespace checks
