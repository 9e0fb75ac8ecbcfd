#define BOOST_TEST_MODULE digest
#include "checks/list/digest.h"

#include <boost/test/unit_test.hpp>
#include <numeric>
#include <string>
#include <vector>

#include "tests/checks/list/list_samples.h"

namespace {

using checks::Digest;
using checks::DigestChange;
using checks::DigestEntry;
using checks::RunState;
using plugin::Status;
using std::chrono::days;
using std::chrono::seconds;
using tests::Samples;

Digest digest_of(const Samples& samples, const RunState* last = nullptr) {
  std::vector<std::size_t> all(samples.run().results.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return checks::make_digest(samples.run(), all, last, samples.now());
}

std::string shown(const std::vector<DigestEntry>& entries) {
  std::string text;
  for (const DigestEntry& one : entries) {
    text += text.empty() ? "" : " ";
    text += one.entry->endpoint.label;
    switch (one.change) {
      case DigestChange::is_new:
        text += "+";
        break;
      case DigestChange::worse:
        text += "!";
        break;
      case DigestChange::fixed:
        text += "-";
        break;
      case DigestChange::none:
        break;
    }
  }
  return text;
}

BOOST_AUTO_TEST_CASE(what_is_told_first) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("good.example");
  samples.add("warning-9.example").expires_in(days(9), Status::warning);
  samples.add("dead.example").unreachable("connect: connection refused");
  samples.add("silent.example").unreachable("resolve: the resolver did not answer", Status::unknown);
  samples.add("dead2.example").unreachable("connect: no answer");
  samples.add("critical-3.example").expires_in(days(3), Status::critical);
  samples.add("warning-8.example").expires_in(days(8), Status::warning);
  samples.add("chain-2.example").expires_in(days(60)).chain_expires_in(days(2), Status::critical);
  samples.add("both.example")
      .expires_in(days(5), Status::critical)
      .chain_expires_in(days(1), Status::critical);
  samples.add("order.example").finding("chain-order", Status::warning, "x");
  samples.add("name.example").finding("name-match", Status::critical, "x");
  samples.add("left.example").left_over();
  const Digest digest = digest_of(samples);
  BOOST_TEST(shown(digest.expiring) ==
             "both.example chain-2.example critical-3.example warning-8.example warning-9.example");
  BOOST_TEST((digest.expiring[0].end == samples.now() + days(1)));
  BOOST_TEST(shown(digest.unreachable) == "dead.example dead2.example silent.example");
  BOOST_TEST(shown(digest.others) == "name.example order.example");
  BOOST_TEST(shown(digest.not_checked) == "left.example");
  BOOST_TEST(shown(digest.fixed) == "");
  BOOST_TEST(digest.counts.endpoints == 12);
  BOOST_TEST(digest.counts.critical == 6);
  BOOST_TEST(digest.counts.warning == 3);
  BOOST_TEST(digest.counts.unknown == 2);
  BOOST_TEST(digest.counts.ok == 1);
  BOOST_TEST(digest.next_to_end->entry->endpoint.label == "critical-3.example");
  BOOST_TEST((digest.status() == Status::critical));
  BOOST_TEST(digest.has_something());
}

BOOST_AUTO_TEST_CASE(nothing_to_tell) {
  Samples samples("2026-11-21T00:00:00Z");
  samples.add("good.example");
  Digest digest = digest_of(samples);
  BOOST_TEST(!digest.has_something());
  BOOST_TEST((digest.status() == Status::ok));
  digest.faults.push_back({"hosts:1", plugin::Text("x")});
  BOOST_TEST(digest.has_something());
  BOOST_TEST((digest.status() == Status::unknown));
}

// What one endpoint was in the last run and is now, and how it is marked.
struct Change {
  const char* what;
  void (*before)(Samples&);  // null: not in the list
  void (*now)(Samples&);
  const char* section;
  DigestChange change;
};

void good(Samples& s) { s.add("a.example"); }
void ends_in_8(Samples& s) { s.add("a.example").expires_in(days(8), Status::warning); }
void ends_in_2(Samples& s) { s.add("a.example").expires_in(days(2), Status::critical); }
void ends_at_once(Samples& s) { s.add("a.example").expires_in(seconds(0), Status::critical); }
void ends_later(Samples& s) { s.add("a.example").expires_in(seconds(86400), Status::critical); }
void expired(Samples& s) { s.add("a.example").expires_in(seconds(-1), Status::critical); }
void expired_long_ago(Samples& s) { s.add("a.example").expires_in(days(-9), Status::critical); }
void dead(Samples& s) { s.add("a.example").unreachable("connect: connection refused"); }
void unknown(Samples& s) { s.add("a.example").unreachable("resolve: no answer", Status::unknown); }
void two(Samples& s) {
  s.add("a.example").expires_in(days(8), Status::warning).finding("chain-order", Status::warning, "x");
}
void left_over(Samples& s) { s.add("a.example").left_over(); }

const Change kChanges[] = {
    {"good as before", good, good, "", DigestChange::none},
    {"new in the list, and good", nullptr, good, "", DigestChange::none},
    {"new in the list, and bad", nullptr, dead, "unreachable", DigestChange::is_new},
    {"was good", good, ends_in_8, "expiring", DigestChange::is_new},
    {"as before", ends_in_8, ends_in_8, "expiring", DigestChange::none},
    {"from warning to critical", ends_in_8, ends_in_2, "expiring", DigestChange::worse},
    {"from critical to warning", ends_in_2, ends_in_8, "expiring", DigestChange::none},
    {"from unknown to critical", unknown, dead, "unreachable", DigestChange::worse},
    {"a further finding", ends_in_8, two, "expiring", DigestChange::worse},
    {"one finding less", two, ends_in_8, "expiring", DigestChange::none},
    {"was unreachable, expires now", dead, ends_in_2, "expiring", DigestChange::worse},
    {"critical and unreachable, warning and expiring now", dead, ends_in_8, "expiring", DigestChange::none},
    {"ended in this second", ends_later, ends_at_once, "expiring", DigestChange::none},
    {"ended since", ends_later, expired, "expiring", DigestChange::worse},
    {"had ended before", expired_long_ago, expired_long_ago, "expiring", DigestChange::none},
    {"fixed", dead, good, "fixed", DigestChange::fixed},
    {"not checked", good, left_over, "not checked", DigestChange::none},
};

std::string section_of(const Digest& digest) {
  return !digest.expiring.empty()      ? "expiring"
         : !digest.unreachable.empty() ? "unreachable"
         : !digest.others.empty()      ? "others"
         : !digest.fixed.empty()       ? "fixed"
         : !digest.not_checked.empty() ? "not checked"
                                       : "";
}

DigestChange change_in(const Digest& digest) {
  for (const auto* entries :
       {&digest.expiring, &digest.unreachable, &digest.others, &digest.fixed, &digest.not_checked}) {
    if (!entries->empty()) {
      return entries->front().change;
    }
  }
  return DigestChange::none;
}

BOOST_AUTO_TEST_CASE(changes) {
  for (const Change& row : kChanges) {
    BOOST_TEST_CONTEXT(row.what) {
      Samples before("2026-11-20T00:00:00Z");
      before.add("other.example");
      if (row.before != nullptr) {
        row.before(before);
      }
      const RunState last = checks::next_state(before.run(), nullptr, before.now());
      Samples samples("2026-11-21T00:00:00Z");
      row.now(samples);
      const Digest digest = digest_of(samples, &last);
      BOOST_TEST(section_of(digest) == row.section);
      BOOST_TEST((change_in(digest) == row.change));
      BOOST_TEST(digest.counts.is_new == (row.change == DigestChange::is_new ? 1U : 0U));
      BOOST_TEST(digest.counts.worse == (row.change == DigestChange::worse ? 1U : 0U));
      BOOST_TEST((change_in(digest_of(samples)) == DigestChange::none));
    }
  }
}

BOOST_AUTO_TEST_CASE(since_when) {
  Samples first("2026-11-19T00:00:00Z");
  dead(first);
  const RunState one = checks::next_state(first.run(), nullptr, first.now());
  Samples second("2026-11-20T00:00:00Z");
  ends_in_2(second);
  const RunState two_nights = checks::next_state(second.run(), &one, second.now());
  Samples third("2026-11-21T00:00:00Z");
  ends_in_2(third);
  BOOST_TEST((digest_of(third, &two_nights).expiring[0].since == first.now()));
  Samples better("2026-11-21T00:00:00Z");
  ends_in_8(better);
  BOOST_TEST(!digest_of(better, &two_nights).expiring[0].since.has_value());
}

}  // namespace
