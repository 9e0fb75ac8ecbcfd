// What a run of check_tls_list gives away beside its output: passive results, mails, the page, the state.

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "checks/list/digest_mails.h"
#include "checks/list/list_result.h"
#include "checks/list/run_state.h"
#include "checks/list_settings.h"
#include "checks/submit/mail_spool.h"
#include "checks/submit/name_pattern.h"
#include "checks/submit/smtp_client.h"
#include "checks/submit/submission.h"
#include "plugin/calendar.h"
#include "plugin/deadline.h"
#include "plugin/result.h"

namespace nagios {

class ListDelivery {
 public:
  // Everything that the options name is opened: an error is one line for the user, before anything is
  // checked. `settings` and `calendar` must outlive the object.
  // `must_stop`: asked while something is sent.
  static plugin::Result<ListDelivery> open(const checks::ListSettings& settings,
                                           const plugin::Calendar& calendar, std::function<bool()> must_stop);

  // Puts the endpoint's result into the spool of passive results. What the deadline or a signal left over is
  // no result.
  void add(const checks::ListEntry& entry, const checks::ListResult& result);

  // Sends and writes all, the results and then the mails within a minute each and what is left of --deadline,
  // but for at least a second. What another run's spool is in the way of is not sent, and told: the mails'
  // state stays as it is, so that the next run tells the same. `was_ended`: a signal came, so nothing is
  // sent: results wait in the spool, and the next run tells what this one would have. `now`: when it was
  // judged. The state is written once the mails are safe, in the spool or with the relay, and not where one
  // is lost: it never knows what was not told.
  void finish(const checks::ListRun& run, plugin::Time now, bool was_ended);

  // The file of --output-file.
  void write_output(const std::string& text);

  // The mails, where they are printed; none: the output is the run's.
  const std::optional<std::string>& printed() const { return printed_; }
  // To be called when they are written: now the state may say that it was told.
  void has_printed();
  // True: the process must end by _exit, see plugin::Output.
  bool has_abandoned_lookups() const { return has_abandoned_lookups_; }
  // What went wrong, a sentence each, the most important first; what else there is to tell.
  const std::vector<plugin::Text>& troubles() const { return troubles_; }
  const std::vector<plugin::Text>& remarks() const { return remarks_; }

 private:
  ListDelivery(const checks::ListSettings& settings, const plugin::Calendar& calendar,
               std::function<bool()> must_stop)
      : settings_(&settings), calendar_(&calendar), must_stop_(std::move(must_stop)) {}
  plugin::Result<plugin::Done> open_submission();
  plugin::Result<plugin::Done> open_digest();
  checks::PassiveResult named(const checks::ListEntry& entry) const;
  // What may be used of `most`: no more than is left of --deadline.
  std::chrono::milliseconds time_for(std::chrono::milliseconds most) const;
  void add_summary(const checks::ListRun& run, plugin::Time now);
  void write_page(const checks::ListRun& run, plugin::Time now);
  void send_digest(const checks::ListRun& run, plugin::Time now);
  void send(const std::vector<checks::MailMessage>& mails, plugin::Time now);
  void tell_held(std::size_t mails);
  void save_state();
  void told(const char* option, const plugin::Error& error);

  const checks::ListSettings* settings_;
  const plugin::Calendar* calendar_;
  std::function<bool()> must_stop_;

  std::unique_ptr<checks::Submission> submission_;
  std::optional<checks::SubmitTarget> target_;
  std::optional<checks::NamePattern> host_;
  std::optional<checks::NamePattern> service_;
  std::optional<checks::SummaryName> summary_;

  std::optional<checks::DigestOptions> digest_;
  std::optional<checks::MailRelay> relay_;
  std::optional<checks::MailSpool> mails_;
  bool is_mail_spool_held_ = false;  // by another run
  checks::LoadedState state_;
  std::optional<checks::RunState> next_state_;  // not written yet

  std::optional<std::string> printed_;
  std::vector<plugin::Text> troubles_;
  std::vector<plugin::Text> remarks_;
  bool has_abandoned_lookups_ = false;
  std::optional<plugin::Deadline> deadline_;  // of the run, known from finish() on
};

}  // namespace nagios
