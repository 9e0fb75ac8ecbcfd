#include "checks/submit/submission.h"

#include <cerrno>
#include <cstring>
#include <map>
#include <utility>

#include "checks/net/verified_tls.h"
#include "checks/submit/icinga2_api.h"
#include "checks/submit/nagios_command.h"
#include "checks/submit/nagios_spool.h"
#include "checks/submit/outbox.h"
#include "checks/submit/spool.h"
#include "checks/submit/zabbix_doubts.h"
#include "checks/submit/zabbix_trapper.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::size_t kMaxShown = 300;            // bytes of a path or a name in a text
constexpr const char* kDoubts = "zabbix-doubts";  // a note in the spool
constexpr std::size_t kNotSpooled = static_cast<std::size_t>(-1);

struct Entry {
  PassiveResult result;
  std::size_t handle = kNotSpooled;  // in the spool
  bool is_earlier = false;
  bool is_settled = false;
  // Of this run:
  std::size_t place = 0;
  std::size_t sharing = 1;  // endpoints with its name
};

using Name = std::pair<std::string, std::string>;  // of host, and of service or item

bool counts_more(const Entry& one, const Entry& other) {
  return plugin::is_better(other.result.status, one.result.status) ||
         (one.result.status == other.result.status && one.place < other.place);
}

// "9,998".
std::string grouped(std::size_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t at = digits.size(); at > 3;) {
    at -= 3;
    digits.insert(at, 1, ',');
  }
  return digits;
}

std::string results(std::size_t count) { return grouped(count) + (count == 1 ? " result" : " results"); }

}  // namespace

struct Submission::State final : Outbox {
  bool is_zabbix() const { return options.target.kind == SubmitKind::zabbix; }
  bool has_newest_only() const { return !is_zabbix(); }
  Name key(const PassiveResult& result) const {
    return {result.host, is_zabbix() ? result.item : result.service};
  }
  void take_waiting();
  void put_into_spool(Entry& entry);
  void settle(Entry& entry);
  std::optional<Text> shared() const;
  void tell(Text text);
  Text name(const PassiveResult& result) const {
    return Text::bounded(name_of(options.target.kind, result), kMaxShown);
  }
  Task<> send(Network& network, plugin::Deadline deadline, SubmitTime now);

  // What is open when the delivery begins.
  std::size_t size() const override { return pending.size(); }
  const PassiveResult& result(std::size_t index) const override { return entries[pending[index]].result; }
  void delivered(std::size_t index) override;
  void refused(std::size_t index, Text why) override;
  void partly_refused(const std::vector<std::size_t>& indices, std::size_t count) override;

  SubmitOptions options;
  std::optional<Spool> spool;
  std::optional<VerifiedTlsContext> tls;
  IcingaApi icinga;
  ZabbixDoubts doubts;
  std::vector<Entry> entries;
  std::map<Name, std::size_t> named;  // the entry of each name: this run's, else the one that it will replace
  std::vector<std::size_t> pending;
  SubmitReport report;
};

void Submission::State::tell(Text text) {
  if (report.told.size() < kMaxToldNames) {
    report.told.push_back(std::move(text));
  }
}

void Submission::State::settle(Entry& entry) {
  if (!std::exchange(entry.is_settled, true) && entry.handle != kNotSpooled) {
    spool->settle(entry.handle);
  }
}

void Submission::State::take_waiting() {
  if (!spool) {
    report.is_held = true;
    report.failure =
        Text("cannot use the spool ") + Text::bounded(options.spool, kMaxShown) + ": another run is using it";
    return;
  }
  doubts = ZabbixDoubts::parse(spool->read_note(kDoubts));
  std::vector<PassiveResult> waiting = spool->take_waiting();
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    entries.push_back(Entry{.result = std::move(waiting[i]), .handle = i, .is_earlier = true});
    if (has_newest_only()) {
      named[key(entries.back().result)] = i;
    }
  }
}

void Submission::State::put_into_spool(Entry& entry) {
  if (!spool) {
    return;
  }
  const std::size_t handle = spool->size();
  if (spool->add(entry.result)) {
    entry.handle = handle;
  } else if (report.notes.empty()) {
    report.notes.push_back(Text("cannot write into the spool ") + Text::bounded(options.spool, kMaxShown) +
                           ": " + std::strerror(errno));
  }
}

// Once for all names, whatever many there are.
std::optional<Text> Submission::State::shared() const {
  const Entry* first = nullptr;
  std::size_t names = 0;
  std::size_t endpoints = 0;
  for (const Entry& entry : entries) {
    if (entry.sharing > 1) {
      ++names;
      endpoints += entry.sharing;
      first = first == nullptr || entry.place < first->place ? &entry : first;
    }
  }
  if (names == 0) {
    return std::nullopt;
  }
  const std::string what = is_zabbix() ? "item" : "service";
  return Text(grouped(endpoints) + " endpoints share ") +
         (names == 1 ? Text("the " + what + ' ') + name(first->result)
                     : Text(grouped(names) + ' ' + what + "s, ") + name(first->result) + " among them") +
         (names == 1 ? ": the worst is" : ": the worst of each is") +
         " submitted; give them monitor_service, or {label} in --submit-service";
}

void Submission::State::delivered(std::size_t index) {
  Entry& entry = entries[pending[index]];
  settle(entry);
  ++report.delivered;
  report.from_earlier += entry.is_earlier ? 1 : 0;
}

void Submission::State::refused(std::size_t index, Text why) {
  Entry& entry = entries[pending[index]];
  settle(entry);
  ++report.refused;
  tell(name(entry.result) + Text(": ") + why);
}

void Submission::State::partly_refused(const std::vector<std::size_t>& indices, std::size_t count) {
  for (const std::size_t index : indices) {
    delivered(index);
  }
  report.delivered -= count;
  report.refused += count;
  tell(Text(grouped(count) + " of " + results(indices.size()) + ", from ") + name(result(indices.front())) +
       Text(" to ") + name(result(indices.back())) +
       Text(": Zabbix has no such items and does not say which; ") +
       Text(spool ? "the next runs find out" : "with --spool the next runs find out"));
}

Submission::Submission(std::unique_ptr<State> state) : state_(std::move(state)) {}
Submission::~Submission() = default;

namespace {

Result<VerifiedTlsContext> prepare_icinga(const SubmitOptions& options, IcingaApi& api) {
  if (options.user.empty() || options.password_file.empty()) {
    return Error{Text("--submit icinga2: expected --submit-user and --submit-password-file")};
  }
  Result<std::string> password = read_password(options.password_file);
  if (!password) {
    return password.error();
  }
  api = IcingaApi{HttpsPeer{options.target.host, options.target.port, options.certificate_name}, options.user,
                  *std::move(password), options.check_source, options.ttl};
  return VerifiedTlsContext::make(options.ca_file);
}

}  // namespace

Result<std::unique_ptr<Submission>> Submission::open(SubmitOptions options) {
  auto state = std::make_unique<State>();
  state->options = std::move(options);
  state->report.target = state->options.target.text();
  state->report.spool = state->options.spool;
  if (state->options.target.kind == SubmitKind::icinga2) {
    Result<VerifiedTlsContext> tls = prepare_icinga(state->options, state->icinga);
    if (!tls) {
      return tls.error();
    }
    state->tls.emplace(*std::move(tls));
  }
  if (!state->options.spool.empty()) {
    const SpoolKeeps keeps = state->has_newest_only() ? SpoolKeeps::newest : SpoolKeeps::all;
    Result<std::optional<Spool>> spool =
        Spool::open(state->options.spool, state->options.target.text(), keeps, state->report.notes);
    if (!spool) {
      return spool.error();
    }
    state->spool = *std::move(spool);
    state->take_waiting();
  }
  return std::unique_ptr<Submission>(new Submission(std::move(state)));
}

void Submission::refuse(Text what) {
  ++state_->report.refused;
  state_->tell(std::move(what));
}

void Submission::add(PassiveResult result, std::size_t place) {
  if (const std::optional<std::string> fault = fault_of_name(state_->options.target.kind, result)) {
    refuse(state_->name(result) + Text(": ") + *fault);
    return;
  }
  std::vector<Entry>& entries = state_->entries;
  Entry entry{.result = bounded(std::move(result)), .place = place};
  const auto [known, is_new] = state_->named.try_emplace(state_->key(entry.result), entries.size());
  const bool is_shared = !is_new && !entries[known->second].is_earlier;
  if (is_shared && !counts_more(entry, entries[known->second])) {
    ++entries[known->second].sharing;
    return;
  }
  state_->put_into_spool(entry);
  if (!is_new) {
    state_->settle(entries[known->second]);
  }
  if (is_shared) {
    entry.sharing = entries[known->second].sharing + 1;
    entries[known->second] = std::move(entry);
  } else {
    known->second = entries.size();
    entries.push_back(std::move(entry));
  }
}

Task<> Submission::State::send(Network& network, plugin::Deadline deadline, SubmitTime now) {
  switch (options.target.kind) {
    case SubmitKind::nagios_command:
      report.failure = co_await deliver_to_command_pipe(options.target.path, *this, deadline);
      break;
    case SubmitKind::nagios_spool:
      report.failure = deliver_to_result_folder(options.target.path, *this, now);
      break;
    case SubmitKind::icinga2:
      report.failure = co_await deliver_to_icinga(icinga, *tls, network, *this, deadline);
      break;
    case SubmitKind::zabbix: {
      const ZabbixTrapper trapper{options.target.host, options.target.port};
      report.failure = co_await deliver_to_zabbix(trapper, network, *this, doubts, deadline);
      if (spool && doubts.has_changed()) {
        spool->write_note(kDoubts, doubts.text());
      }
      break;
    }
  }
}

Task<> Submission::deliver(Network& network, plugin::Deadline deadline, SubmitTime now) {
  if (state_->report.is_held) {
    co_return;
  }
  if (state_->spool) {
    state_->spool->sync();
  }
  state_->pending.clear();
  for (std::size_t i = 0; i < state_->entries.size(); ++i) {
    if (!state_->entries[i].is_settled) {
      state_->pending.push_back(i);
    }
  }
  co_await state_->send(network, deadline, now);
  if (state_->spool) {
    state_->spool->finish();
  }
}

SubmitReport Submission::report() const {
  SubmitReport report = state_->report;
  report.shared = state_->shared();
  for (const Entry& entry : state_->entries) {
    if (!entry.is_settled) {
      ++(entry.handle == kNotSpooled ? report.lost : report.waiting);
    }
  }
  return report;
}

std::vector<Text> report_lines(const SubmitReport& report) {
  std::vector<Text> lines = report.notes;
  const Text why = report.failure ? Text(": ") + *report.failure : Text();
  if (report.is_held) {
    lines.push_back(Text(results(report.lost) + (report.lost == 1 ? " is" : " are") + " not submitted") +
                    why);
  } else if (report.lost > 0) {
    lines.push_back(
        Text(results(report.lost) + " could not be submitted, and without --spool nothing keeps them") + why);
  }
  if (report.waiting > 0) {
    lines.push_back(
        Text(results(report.waiting) + (report.waiting == 1 ? " waits" : " wait") + " in the spool ") +
        Text::bounded(report.spool, kMaxShown) + why);
  }
  for (const Text& text : report.told) {
    lines.push_back(Text("not submitted: ") + text);
  }
  if (report.refused > report.told.size()) {
    lines.push_back(Text(results(report.refused) + " in all were refused and dropped"));
  }
  if (report.shared) {
    lines.push_back(*report.shared);
  }
  const std::string earlier =
      report.from_earlier > 0 ? ", " + grouped(report.from_earlier) + " of them from earlier runs" : "";
  lines.push_back(Text(results(report.delivered) + " submitted to ") +
                  Text::bounded(report.target, kMaxShown) + earlier);
  return lines;
}

bool deliver_now(Submission& submission, std::chrono::milliseconds timeout,
                 const std::function<bool()>& must_stop) {
  EventLoop loop;
  const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  loop.spawn(submission.deliver(loop.network(), plugin::Deadline::after(timeout), now));
  loop.run_unless(must_stop);
  return loop.has_abandoned_lookups();
}

}  // namespace checks
