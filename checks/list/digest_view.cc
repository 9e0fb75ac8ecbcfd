#include "checks/list/digest_view.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "checks/list/digest_words.h"

namespace checks {

using plugin::Status;
using plugin::Time;

namespace {

struct Words {
  DigestLanguage language;
  const plugin::Calendar& calendar;
  Time now;

  bool is_japanese() const { return language == DigestLanguage::ja; }
  std::string of(Phrase phrase,
                 std::initializer_list<std::pair<std::string_view, std::string>> values = {}) const {
    return words(language, phrase, values);
  }
  std::string date(Time time) const { return calendar.date_and_time(time); }
  std::string left(Time end) const { return duration_words(language, end - now); }
};

void add(DigestItem& item, LineKind kind, std::string text) { item.lines.push_back({kind, std::move(text)}); }

void add_to_do(DigestItem& item, const Words& words, std::string what) {
  add(item, LineKind::to_do, words.of(Phrase::to_do, {{"what", std::move(what)}}));
}

// "host:port/protocol"
std::string place_of(const ListEntry& entry) {
  const EndpointEntry& at = entry.endpoint;
  const bool is_ipv6 = at.host.find(':') != std::string::npos;
  return plugin::Text((is_ipv6 ? "[" + at.host + "]" : at.host) + ":" + std::to_string(at.port) + "/" +
                      at.protocol)
      .line();
}

DigestItem item_of(const DigestEntry& entry, const Words& words) {
  DigestItem item;
  item.status = entry.result->status;
  item.label = plugin::Text(entry.entry->endpoint.label).line();
  switch (entry.change) {
    case DigestChange::is_new:
      item.mark = words.of(Phrase::is_new);
      break;
    case DigestChange::worse:
      item.mark = words.of(Phrase::worse);
      break;
    case DigestChange::fixed:
      item.mark = words.of(Phrase::is_fixed);
      break;
    case DigestChange::none:
      break;
  }
  return item;
}

void add_wording(DigestItem& item, const Words& words, const ListFinding& finding) {
  add(item, LineKind::detail, words.of(Phrase::wording, {{"text", finding.text.line()}}));
}

// A threshold may also say that a certificate must not live so long (judge_expiry in checks/rules/expiry.cc).
bool ends_late(const ListFinding& finding) {
  return finding.text.characters().ends_with("later than the threshold allows");
}

void add_end(DigestItem& item, const Words& words, const ListFinding& finding, Time end) {
  const bool is_leaf = finding.id == "leaf-expiry";
  const bool is_over = end < words.now;
  if (ends_late(finding)) {
    add(item, LineKind::main, words.of(Phrase::leaf_ends_late, {{"date", words.date(end)}}));
    return;
  }
  const Phrase phrase = is_leaf ? (is_over ? Phrase::leaf_ended : Phrase::leaf_ends)
                                : (is_over ? Phrase::chain_ended : Phrase::chain_ends);
  add(item, LineKind::main, words.of(phrase, {{"left", words.left(end)}, {"date", words.date(end)}}));
  if (!is_leaf) {
    add_wording(item, words, finding);  // which one
  }
  add_to_do(item, words, words.of(is_leaf ? Phrase::do_renew : Phrase::do_renew_chain));
}

// "connect: connection refused"
std::optional<Stage> stage_of(const ListFinding& finding) {
  const std::string& text = finding.text.characters();
  return stage_from_word(std::string_view(text).substr(0, text.find(':')));
}

void add_failure(DigestItem& item, const Words& words, const ListFinding& finding, Stage stage) {
  if (words.is_japanese()) {
    const JapaneseFinding japanese = japanese_failure(stage);
    add(item, LineKind::main, japanese.meaning);
    add_wording(item, words, finding);
  } else {
    add(item, LineKind::main, finding.text.line());
  }
  add_to_do(item, words, words.of(to_do_after(stage)));
}

void add_other(DigestItem& item, const Words& words, const ListFinding& finding) {
  if (!words.is_japanese()) {
    add(item, LineKind::main, finding.text.line());
    return;
  }
  JapaneseFinding japanese = japanese_finding(finding.id, finding.status == Status::unknown);
  add(item, LineKind::main, std::move(japanese.meaning));
  add_wording(item, words, finding);
  add_to_do(item, words, std::move(japanese.to_do));
}

void add_finding(DigestItem& item, const Words& words, const ListResult& result, const ListFinding& finding) {
  const std::optional<Stage> stage = finding.id == "reachable" ? stage_of(finding) : std::nullopt;
  if (finding.id == "leaf-expiry" && result.leaf) {
    add_end(item, words, finding, result.leaf->not_after);
  } else if (finding.id == "chain-expiry" && result.chain_not_after) {
    add_end(item, words, finding, *result.chain_not_after);
  } else if (stage) {
    add_failure(item, words, finding, *stage);
  } else {
    add_other(item, words, finding);
  }
}

std::string where(const ListResult& result, const ListEntry& entry, const Words& words) {
  std::string text = place_of(entry);
  if (!result.address.empty()) {
    text += ", " + words.of(Phrase::address, {{"address", result.address.line()}});
  }
  if (result.leaf && !result.leaf->issuer_name.empty()) {
    text += ", " + words.of(Phrase::issuer, {{"name", result.leaf->issuer_name.line()}});
  }
  return text;
}

DigestItem problem_item(const DigestEntry& entry, const Words& words) {
  const ListResult& result = *entry.result;
  DigestItem item = item_of(entry, words);
  for (const ListFinding& finding : result.findings) {
    add_finding(item, words, result, finding);
  }
  for (const plugin::Text& remedy : result.remedies) {
    // In English, step by step; in Japanese the step stands above it.
    words.is_japanese() ? add(item, LineKind::detail, words.of(Phrase::wording, {{"text", remedy.line()}}))
                        : add_to_do(item, words, remedy.line());
  }
  if (result.more_findings > 0) {
    add(item, LineKind::detail,
        words.of(Phrase::more_findings, {{"count", std::to_string(result.more_findings)}}));
  }
  add(item, LineKind::detail, where(result, *entry.entry, words));
  if (entry.since) {
    add(item, LineKind::detail, words.of(Phrase::since, {{"date", words.date(*entry.since)}}));
  }
  return item;
}

DigestItem fixed_item(const DigestEntry& entry, const Words& words) {
  DigestItem item = item_of(entry, words);
  if (entry.result->leaf) {
    const Time end = entry.result->leaf->not_after;
    add(item, LineKind::main,
        words.of(Phrase::leaf_ends, {{"left", words.left(end)}, {"date", words.date(end)}}));
  }
  if (entry.before != nullptr) {
    add(item, LineKind::detail,
        words.of(Phrase::was,
                 {{"state", plugin::word(entry.before->status)}, {"date", words.date(entry.before->since)}}));
  }
  return item;
}

DigestItem bare_item(const DigestEntry& entry, const Words& words) { return item_of(entry, words); }

using MakeItem = DigestItem (*)(const DigestEntry&, const Words&);

void add_part(DigestView& view, const Words& words, Phrase title, const std::vector<DigestEntry>& entries,
              MakeItem make) {
  if (entries.empty()) {
    return;
  }
  DigestPart part;
  part.title = words.of(title, {{"count", std::to_string(entries.size())}});
  const std::size_t shown = std::min(entries.size(), kMaxDigestEntries);
  for (std::size_t i = 0; i < shown; ++i) {
    part.items.push_back(make(entries[i], words));
  }
  if (shown < entries.size()) {
    part.notes.push_back(words.of(Phrase::more_entries, {{"count", std::to_string(entries.size() - shown)}}));
  }
  if (title == Phrase::not_checked) {
    part.notes.push_back(words.of(Phrase::left_over));
  }
  view.parts.push_back(std::move(part));
}

void add_faults(DigestView& view, const Words& words, const std::vector<ListFault>& faults) {
  if (faults.empty()) {
    return;
  }
  DigestPart part;
  part.title = words.of(Phrase::faults, {{"count", std::to_string(faults.size())}});
  const std::size_t shown = std::min(faults.size(), kMaxDigestEntries);
  for (std::size_t i = 0; i < shown; ++i) {
    DigestItem item;
    item.status = Status::unknown;
    item.label = plugin::Text(faults[i].place).line();
    add(item, LineKind::main, words.of(Phrase::wording, {{"text", faults[i].why.line()}}));
    part.items.push_back(std::move(item));
  }
  if (shown < faults.size()) {
    part.notes.push_back(words.of(Phrase::more_entries, {{"count", std::to_string(faults.size() - shown)}}));
  }
  view.parts.push_back(std::move(part));
}

void add_notices(DigestView& view, const Words& words, const std::vector<plugin::Text>& notices) {
  if (notices.empty()) {
    return;
  }
  DigestPart part;
  part.title = words.of(Phrase::notices);
  for (const plugin::Text& notice : notices) {
    part.notes.push_back(words.of(Phrase::wording, {{"text", notice.line()}}));
  }
  view.parts.push_back(std::move(part));
}

void add_summary(DigestView& view, const Words& words, const Digest& digest) {
  const DigestCounts& counts = digest.counts;
  view.summary.push_back(words.of(Phrase::summary, {{"critical", std::to_string(counts.critical)},
                                                    {"warning", std::to_string(counts.warning)},
                                                    {"unknown", std::to_string(counts.unknown)},
                                                    {"ok", std::to_string(counts.ok)}}));
  view.summary.push_back(words.of(Phrase::checked_on, {{"date", words.date(digest.now)}}));
  if (digest.last_run) {
    view.summary.push_back(words.of(Phrase::changes, {{"date", words.date(*digest.last_run)},
                                                      {"new", std::to_string(counts.is_new)},
                                                      {"worse", std::to_string(counts.worse)},
                                                      {"fixed", std::to_string(digest.fixed.size())}}));
  }
  if (!digest.has_something()) {
    view.summary.push_back(words.of(Phrase::nothing));
  }
}

}  // namespace

DigestView view_digest(const Digest& digest, DigestLanguage language, const plugin::Calendar& calendar,
                       const std::string& host) {
  const Words words{language, calendar, digest.now};
  DigestView view;
  view.language_tag = language_tag(language);
  view.title = words.of(Phrase::title, {{"count", std::to_string(digest.counts.endpoints)}});
  add_summary(view, words, digest);
  add_part(view, words, Phrase::expiring, digest.expiring, problem_item);
  add_part(view, words, Phrase::unreachable, digest.unreachable, problem_item);
  add_part(view, words, Phrase::others, digest.others, problem_item);
  add_part(view, words, Phrase::fixed, digest.fixed, fixed_item);
  add_part(view, words, Phrase::not_checked, digest.not_checked, bare_item);
  add_faults(view, words, digest.faults);
  add_notices(view, words, digest.notices);
  view.footer = words.of(Phrase::generated, {{"host", plugin::Text(host).line()}});
  return view;
}

}  // namespace checks
