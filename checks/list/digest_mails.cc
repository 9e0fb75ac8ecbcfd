#include "checks/list/digest_mails.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <utility>

#include "checks/list/digest_view.h"
#include "checks/list/digest_words.h"
#include "checks/list/summary.h"

namespace checks {

using plugin::Error;
using plugin::Result;
using plugin::Text;

namespace {

constexpr std::string_view kContact = "contact";

constexpr std::array<std::string_view, 13> kSubjectNames = {
    "state", "critical", "warning",  "unknown",     "ok",      "endpoints", "new",
    "worse", "fixed",    "expiring", "unreachable", "soonest", "left"};

struct Addressee {
  std::vector<Mailbox> to;
  std::vector<std::size_t> results;
};

// By address, so that one person gets one mail; the name is the first that the list gives.
struct Addressees {
  Addressee by_default;
  std::map<std::string, Addressee> contacts;
};

// Contacts that are no addresses, each told once, and at most so many.
constexpr std::size_t kMaxBadContacts = 20;

class BadContacts {
 public:
  void add(const ListEntry& entry, const std::string& cell, const Text& why) {
    Bad& bad = cells_[cell];
    if (bad.count++ == 0) {
      bad.first = Text(entry.place() + ": column contact ") + why;
    }
  }
  void tell(std::vector<Text>& notices) const {
    std::size_t told = 0;
    for (const auto& [cell, bad] : cells_) {
      if (++told > kMaxBadContacts) {
        notices.emplace_back("contacts that are no addresses, further: " +
                             std::to_string(cells_.size() - kMaxBadContacts));
        return;
      }
      notices.push_back(bad.count == 1
                            ? bad.first
                            : bad.first + ", and the same in other lines: " + std::to_string(bad.count - 1));
    }
  }

 private:
  struct Bad {
    Text first;
    std::size_t count = 0;
  };
  std::map<std::string, Bad> cells_;
};

void assign(const ListRun& run, std::size_t index, Addressees& all, BadContacts& bad) {
  const ListEntry& entry = run.list.entries.at(run.results[index].entry);
  const std::string cell = entry.value(kContact);
  const Result<std::vector<Mailbox>> contacts = parse_mailboxes(cell);
  if (!contacts) {
    bad.add(entry, cell, contacts.error().text);
  }
  if (!contacts || contacts->empty()) {
    all.by_default.results.push_back(index);
    return;
  }
  for (const Mailbox& contact : *contacts) {
    Addressee& addressee = all.contacts[contact.address];
    if (addressee.to.empty()) {
      addressee.to.push_back(contact);
    }
    if (addressee.results.empty() || addressee.results.back() != index) {  // named twice in one cell
      addressee.results.push_back(index);
    }
  }
}

// Who is told of the rest alone gets one mail, with what has the same contact.
void join_only_addressee(Addressees& all) {
  const std::vector<Mailbox>& to = all.by_default.to;
  const auto same = to.size() == 1 ? all.contacts.find(to.front().address) : all.contacts.end();
  if (same == all.contacts.end()) {
    return;
  }
  std::vector<std::size_t> joined;
  std::ranges::set_union(all.by_default.results, same->second.results, std::back_inserter(joined));
  all.by_default.results = std::move(joined);
  all.contacts.erase(same);
}

std::string subject_of(const Digest& digest, const DigestOptions& options) {
  const DigestLanguage language = options.language;
  const DigestCounts& counts = digest.counts;
  const auto number = [](std::size_t count) { return std::to_string(count); };
  std::string soonest = words(language, Phrase::none);
  std::string left = soonest;
  if (digest.next_to_end) {
    const std::chrono::seconds until = digest.next_to_end->result->leaf->not_after - digest.now;
    soonest = digest.next_to_end->entry->endpoint.label;
    left = (until.count() < 0 ? "-" : "") + duration_words(language, until);
  }
  const std::pair<std::string_view, std::string> values[] = {
      {"state", plugin::word(digest.status())},
      {"critical", number(counts.critical)},
      {"warning", number(counts.warning)},
      {"unknown", number(counts.unknown)},
      {"ok", number(counts.ok)},
      {"endpoints", number(counts.endpoints)},
      {"new", number(counts.is_new)},
      {"worse", number(counts.worse)},
      {"fixed", number(digest.fixed.size())},
      {"expiring", number(digest.expiring.size())},
      {"unreachable", number(digest.unreachable.size())},
      {"soonest", std::move(soonest)},
      {"left", std::move(left)}};
  const std::string subject =
      options.subject.empty() ? phrase_text(language, Phrase::default_subject) : options.subject;
  return filled(subject, values);
}

MailMessage message_of(const Digest& digest, std::vector<Mailbox> to, const DigestOptions& options,
                       const DigestMoment& moment) {
  const DigestView view = view_digest(digest, options.language, moment.calendar, options.host);
  MailMarks marks = moment.new_marks();
  MailMessage message;
  message.from = options.from;
  message.to = std::move(to);
  message.subject = subject_of(digest, options);
  message.date = mail_date(moment.now, moment.utc_offset);
  message.message_id = std::move(marks.message_id);
  message.boundary = std::move(marks.boundary);
  message.language = language_tag(options.language);
  message.text = digest_text(view);
  message.html = digest_html(view);
  return message;
}

Error of_option(const char* option, const Text& why) {
  return Error{Text(std::string("option ") + option + " ") + why};
}

// Exactly one.
Result<Mailbox> parse_sender(const std::string& text) {
  Result<std::vector<Mailbox>> boxes = parse_mailboxes(text);
  if (!boxes) {
    return of_option("--mail-from", boxes.error().text);
  }
  if (boxes->size() != 1) {
    return of_option("--mail-from", Text("takes one address, such as 'TLS checks <tls@example.org>'"));
  }
  return std::move(boxes->front());
}

}  // namespace

Result<DigestOptions> digest_options(const ListSettings& settings, const std::string& host) {
  DigestOptions options;
  options.from = {"TLS checks", "tls-checks@" + host};
  if (!settings.mail_from.empty()) {
    Result<Mailbox> from = parse_sender(settings.mail_from);
    if (!from) {
      return from.error();
    }
    options.from = *std::move(from);
  }
  Result<std::vector<Mailbox>> to = parse_mailboxes(settings.mail_to);
  if (!to) {
    return of_option("--mail-to", to.error().text);
  }
  options.to = *std::move(to);
  if (const Result<plugin::Done> subject = check_subject(settings.mail_subject); !subject) {
    return subject.error();
  }
  options.subject = settings.mail_subject;
  options.language = settings.digest_language;
  options.always = settings.digest_always;
  options.host = host;
  return options;
}

Result<plugin::Done> check_subject(std::string_view subject) {
  if (!plugin::is_utf8(subject)) {
    return of_option("--mail-subject", Text("is not UTF-8"));
  }
  for (const std::string_view name : names_in(subject)) {
    if (std::ranges::find(kSubjectNames, name) == kSubjectNames.end()) {
      Text known;
      for (const std::string_view one : kSubjectNames) {
        known += Text(known.empty() ? "{" : ", {") + one + "}";
      }
      return of_option("--mail-subject", Text("has {") + Text::bounded(name, 40) + "}; it may have " + known);
    }
  }
  return plugin::Done{};
}

std::vector<MailMessage> digest_mails(const ListRun& run, const RunState* last, std::vector<Text> notices,
                                      const DigestOptions& options, const DigestMoment& moment) {
  Addressees all;
  BadContacts bad;
  all.by_default.to = options.to;
  for (std::size_t i = 0; i < run.results.size(); ++i) {
    assign(run, i, all, bad);
  }
  join_only_addressee(all);
  bad.tell(notices);
  std::vector<MailMessage> messages;
  const auto add = [&](const Digest& digest, const std::vector<Mailbox>& to) {
    if (digest.has_something() || options.always) {
      messages.push_back(message_of(digest, to, options, moment));
    }
  };
  Digest rest = make_digest(run, all.by_default.results, last, moment.now);
  rest.faults = run.list.faults;
  rest.counts.unknown += rest.faults.size();
  if (run.list.entries.empty() && rest.faults.empty()) {
    ++rest.counts.unknown;
    notices.push_back(why_nothing_was_checked(run));
  }
  rest.notices = std::move(notices);
  // With --always nobody is told that nothing of theirs was checked.
  if (rest.has_something() || !all.by_default.results.empty() || all.contacts.empty()) {
    add(rest, all.by_default.to);
  }
  for (const auto& [address, addressee] : all.contacts) {
    add(make_digest(run, addressee.results, last, moment.now), addressee.to);
  }
  return messages;
}

}  // namespace checks
