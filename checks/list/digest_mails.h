// The mails of a run: who gets what, under which subject.
//
// Each address in the column `contact` gets a mail on its own endpoints; --mail-to gets one on those without
// a contact, on lines of the list that cannot be used, and on the run itself. An endpoint with several
// contacts is in the mail of each. Where --mail-to is one address and a contact too, that is one mail.
// Without --mail-to that mail has no recipient: it can be printed, and not delivered.

#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/list/digest.h"
#include "checks/list/mail_message.h"
#include "checks/list_settings.h"
#include "plugin/calendar.h"
#include "plugin/result.h"

namespace checks {

struct DigestOptions {
  Mailbox from;
  std::vector<Mailbox> to;
  std::string subject;  // empty: the language's own
  DigestLanguage language = DigestLanguage::en;
  bool always = false;
  std::string host;  // who we are
};

// What the world gives.
struct DigestMoment {
  plugin::Time now{};
  const plugin::Calendar& calendar;
  std::chrono::seconds utc_offset{};
  std::function<MailMarks()> new_marks;
};

// --mail-from and --mail-to, as options give them. Without --mail-from: "tls-checks@HOST" with a name. The
// error names the option.
plugin::Result<DigestOptions> digest_options(const ListSettings& settings, const std::string& host);

// What --mail-subject may hold: {state} {critical} {warning} {unknown} {ok} {endpoints} {new} {worse} {fixed}
// {expiring} {unreachable} {soonest} (the name of what ends first) and {left} (until then). The error names
// what is not known.
plugin::Result<plugin::Done> check_subject(std::string_view subject);

// Those with something to tell, or all with `always`; --mail-to first, then contacts in the order of the
// alphabet. `notices` are of the run itself. Contacts that are no addresses become notices, and their
// endpoints go to --mail-to.
std::vector<MailMessage> digest_mails(const ListRun& run, const RunState* last,
                                      std::vector<plugin::Text> notices, const DigestOptions& options,
                                      const DigestMoment& moment);

}  // namespace checks
