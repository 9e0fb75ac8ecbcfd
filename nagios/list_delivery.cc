#include "nagios/list_delivery.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "checks/clients_asked.h"
#include "checks/collect.h"
#include "checks/list/html_report.h"
#include "checks/list/summary.h"
#include "checks/submit/send_mails.h"
#include "plugin/file.h"
#include "plugin/metric.h"

namespace nagios {
namespace {

using checks::ListEntry;
using checks::ListResult;
using checks::ListRun;
using checks::PassiveResult;
using plugin::Done;
using plugin::Error;
using plugin::Result;
using plugin::Text;

// All of it goes to one machine, which takes 1,000 results a second.
constexpr std::chrono::seconds kSubmitTimeout{60};
// Even where the run's deadline has passed: a monitor that is up takes a list's results in it.
constexpr std::chrono::milliseconds kLeastTimeout{1000};

constexpr const char* kService = "TLS {protocol} {port}";
constexpr const char* kItem = "tls.result[{name},{port},{protocol}]";

checks::SubmitTime clock_now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}

Text first_line(plugin::Status status, const Text& rest) {
  return Text("TLS ") + plugin::word(status) + " - " + rest;
}

std::vector<std::string> measures(const ListResult& result) {
  std::vector<plugin::Metric> metrics;
  if (result.leaf) {
    plugin::Metric left = plugin::time_left("leaf_left", result.leaf->not_after - result.checked_at, {}, {});
    left.warning.reset();
    left.critical.reset();
    metrics.push_back(std::move(left));
  }
  if (result.timings.total) {
    metrics.push_back(plugin::time_taken("total_time", *result.timings.total));
  }
  std::vector<std::string> lines;
  for (const plugin::Metric& metric : metrics) {
    lines.push_back(plugin::perfdata({metric}));
  }
  return lines;
}

void add_words(const ListEntry& entry, const ListResult& result, PassiveResult& into) {
  into.status = result.status;
  into.output = first_line(result.status, Text::bounded(entry.endpoint.label, 100) + ": " + result.headline);
  for (const checks::ListFinding& finding : result.findings) {
    into.details.push_back(Text("[") + plugin::word(finding.status) + "] " + finding.id + ": " +
                           finding.text);
  }
  for (const Text& step : result.remedies) {
    into.details.push_back(Text("To do: ") + step);
  }
  into.perfdata = measures(result);
  into.ended = result.checked_at;
  into.taken = std::chrono::duration_cast<std::chrono::milliseconds>(
      result.timings.total.value_or(std::chrono::microseconds::zero()));
}

checks::SubmitOptions submit_options(const checks::ListSettings& settings, checks::SubmitTarget target) {
  checks::SubmitOptions options;
  options.target = std::move(target);
  options.spool = settings.spool;
  options.user = settings.submit_user;
  options.password_file = settings.submit_password_file;
  options.ca_file = settings.submit_ca_file;
  options.certificate_name = settings.submit_cert_name;
  options.check_source = checks::machine_name();
  if (settings.submit_ttl) {
    options.ttl = std::chrono::ceil<std::chrono::seconds>(*settings.submit_ttl);
  }
  return options;
}

Result<checks::NamePattern> pattern(const char* option, const std::string& text) {
  Result<checks::NamePattern> parsed = checks::NamePattern::parse(text);
  return parsed ? std::move(parsed)
                : Error{Text(option) + " " + Text::bounded(text, 100) + ": " + parsed.error().text};
}

checks::OutgoingMail outgoing(const checks::MailMessage& message) {
  checks::OutgoingMail mail;
  mail.sender = message.from.address;
  for (const checks::Mailbox& one : message.to) {
    mail.recipients.push_back(one.address);
  }
  mail.message = checks::to_rfc5322(message);
  return mail;
}

}  // namespace

Result<Done> ListDelivery::open_submission() {
  Result<checks::SubmitTarget> target = checks::parse_submit_target(settings_->submit);
  if (!target) {
    return target.error();
  }
  const bool is_zabbix = target->kind == checks::SubmitKind::zabbix;
  const std::string fallback = is_zabbix ? kItem : kService;
  Result<checks::NamePattern> host = pattern("--submit-host", settings_->submit_host);
  Result<checks::NamePattern> service =
      pattern("--submit-service", settings_->submit_service.empty() ? fallback : settings_->submit_service);
  if (!host || !service) {
    return host ? service.error() : host.error();
  }
  if (!settings_->submit_summary.empty()) {
    Result<checks::SummaryName> summary = checks::parse_summary_name(settings_->submit_summary);
    if (!summary) {
      return summary.error();
    }
    summary_ = *std::move(summary);
  }
  Result<std::unique_ptr<checks::Submission>> opened =
      checks::Submission::open(submit_options(*settings_, *target));
  if (!opened) {
    return opened.error();
  }
  submission_ = *std::move(opened);
  target_ = *std::move(target);
  host_ = *std::move(host);
  service_ = *std::move(service);
  return Done{};
}

Result<Done> ListDelivery::open_digest() {
  Result<checks::DigestOptions> options = checks::digest_options(*settings_, checks::local_host_name());
  if (!options) {
    return options.error();
  }
  digest_ = *std::move(options);
  if (!settings_->mail_via.empty()) {
    Result<checks::MailRelay> relay = checks::parse_mail_relay(settings_->mail_via);
    if (!relay) {
      return relay.error();
    }
    relay_ = *std::move(relay);
  }
  if (relay_ && !settings_->spool.empty()) {
    Result<std::optional<checks::MailSpool>> spool = checks::MailSpool::open(settings_->spool, *relay_);
    if (!spool) {
      return spool.error();
    }
    mails_ = *std::move(spool);
    is_mail_spool_held_ = !mails_;
  }
  if (!settings_->state.empty()) {
    Result<checks::LoadedState> state = checks::load_run_state(settings_->state);
    if (!state) {
      return Error{Text("--state: ") + state.error().text};
    }
    state_ = *std::move(state);
  }
  return Done{};
}

Result<ListDelivery> ListDelivery::open(const checks::ListSettings& settings,
                                        const plugin::Calendar& calendar, std::function<bool()> must_stop) {
  ListDelivery delivery(settings, calendar, std::move(must_stop));
  if (!settings.submit.empty()) {
    if (Result<Done> done = delivery.open_submission(); !done) {
      return done.error();
    }
  }
  if (settings.digest) {
    if (Result<Done> done = delivery.open_digest(); !done) {
      return done.error();
    }
  }
  return delivery;
}

PassiveResult ListDelivery::named(const ListEntry& entry) const {
  const checks::NamePattern::Columns columns = [&](std::string_view column) { return entry.value(column); };
  PassiveResult result;
  const std::string host = entry.value("monitor_host");
  const std::string service = entry.value("monitor_service");
  result.host = host.empty() ? host_->expand(columns) : host;
  if (target_->kind != checks::SubmitKind::zabbix) {
    result.service = service.empty() ? service_->expand(columns) : service;
    return result;
  }
  result.item = service;
  if (service.empty()) {
    if (Result<std::string> key = service_->expand_key(columns)) {
      result.item = *std::move(key);
    } else {
      submission_->refuse(Text(entry.place()) + ": " + key.error().text);
    }
  }
  return result;
}

void ListDelivery::add(const ListEntry& entry, const ListResult& result) {
  if (!submission_ || result.left_over) {
    return;
  }
  PassiveResult passive = named(entry);
  if (target_->kind == checks::SubmitKind::zabbix && passive.item.empty()) {
    return;
  }
  add_words(entry, result, passive);
  submission_->add(std::move(passive), result.entry);
}

void ListDelivery::add_summary(const ListRun& run, plugin::Time now) {
  const plugin::Report report = checks::summary(run, now, 0);
  PassiveResult result;
  result.host = summary_->host;
  (target_->kind == checks::SubmitKind::zabbix ? result.item : result.service) = summary_->service;
  result.status = report.status;
  result.output = first_line(report.status, report.headline);
  result.details = report.details;
  for (const plugin::Metric& metric : report.metrics) {
    result.perfdata.push_back(plugin::perfdata({metric}));
  }
  result.ended = clock_now();
  result.taken = run.taken;
  submission_->add(std::move(result), run.list.entries.size());
}

void ListDelivery::told(const char* option, const Error& error) {
  troubles_.push_back(Text(option) + ": " + error.text);
}

void ListDelivery::write_page(const ListRun& run, plugin::Time now) {
  const std::string page = checks::html_report(run, now, *calendar_, Text(checks::machine_name()));
  if (Result<Done> done = plugin::write_shared_file(settings_->html, page); !done) {
    told("--html", done.error());
  }
}

void ListDelivery::write_output(const std::string& text) {
  if (Result<Done> done = plugin::write_shared_file(settings_->output_file, text); !done) {
    told("--output-file", done.error());
  }
}

void ListDelivery::send(const std::vector<checks::MailMessage>& messages, plugin::Time now) {
  std::vector<checks::OutgoingMail> mails;
  std::size_t nobodys = 0;  // told each time, and lost each time
  for (const checks::MailMessage& message : messages) {
    mails.push_back(outgoing(message));
    nobodys += mails.back().recipients.empty() ? 1 : 0;
  }
  const checks::MailReport report = checks::send_mails_now(
      *relay_, checks::local_host_name(), std::move(mails), mails_ ? &*mails_ : nullptr, now,
      time_for(checks::kMailTimeout), {[this] { save_state(); }, must_stop_});
  troubles_.insert(troubles_.end(), report.troubles.begin(), report.troubles.end());
  has_abandoned_lookups_ = has_abandoned_lookups_ || report.has_abandoned_lookups;
  if (!report.was_stopped && report.lost.size() == nobodys) {
    save_state();
  }
}

void ListDelivery::tell_held(std::size_t mails) {
  if (mails > 0) {
    troubles_.push_back(Text("no mail is sent, the next run tells the same: cannot use the spool ") +
                        Text::bounded(settings_->spool, 300) + ": another run is using it");
  }
}

void ListDelivery::send_digest(const ListRun& run, plugin::Time now) {
  const checks::RunState* const last = state_.last ? &*state_.last : nullptr;
  std::vector<Text> notices;
  if (!state_.notice.empty()) {
    notices.push_back(state_.notice);
    remarks_.push_back(state_.notice);
  }
  const checks::DigestMoment moment{now, *calendar_, checks::local_utc_offset(now),
                                    [&] { return checks::new_mail_marks(digest_->host, now); }};
  const std::vector<checks::MailMessage> mails =
      checks::digest_mails(run, last, std::move(notices), *digest_, moment);
  if (!settings_->state.empty()) {
    next_state_ = checks::next_state(run, last, now);
  }
  if (is_mail_spool_held_) {
    tell_held(mails.size());
  } else if (relay_) {
    send(mails, now);
  } else {
    printed_ = checks::to_print(mails, now);
  }
}

void ListDelivery::has_printed() { save_state(); }

// Once.
void ListDelivery::save_state() {
  if (const std::optional<checks::RunState> state = std::exchange(next_state_, std::nullopt)) {
    if (Result<Done> saved = checks::save_run_state(settings_->state, *state); !saved) {
      told("--state", saved.error());
    }
  }
}

std::chrono::milliseconds ListDelivery::time_for(std::chrono::milliseconds most) const {
  if (!deadline_) {
    return most;
  }
  const auto left = deadline_->left(plugin::Deadline::Clock::now());
  return std::clamp(std::chrono::ceil<std::chrono::milliseconds>(left), kLeastTimeout, most);
}

void ListDelivery::finish(const ListRun& run, plugin::Time now, bool was_ended) {
  if (settings_->deadline) {
    deadline_ = plugin::Deadline::after(*settings_->deadline - run.taken);
  }
  if (submission_ && summary_ && !was_ended) {
    add_summary(run, now);
  }
  if (submission_ && !was_ended) {
    has_abandoned_lookups_ = checks::deliver_now(*submission_, time_for(kSubmitTimeout), must_stop_);
  }
  if (submission_) {
    const checks::SubmitReport report = submission_->report();
    std::vector<Text>& lines = report.is_good() ? remarks_ : troubles_;
    for (Text& line : checks::report_lines(report)) {
      lines.push_back(std::move(line));
    }
  }
  if (!settings_->html.empty()) {
    write_page(run, now);
  }
  if (digest_ && !was_ended && !must_stop_()) {
    send_digest(run, now);
  }
}

}  // namespace nagios
