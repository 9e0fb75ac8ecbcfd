#define BOOST_TEST_MODULE rule
#include "tests/checks/rules/rows.h"

namespace tests {
namespace {

using namespace std::chrono_literals;
using plugin::Text;

BOOST_AUTO_TEST_CASE(makers) {
  BOOST_TEST(told(checks::just(checks::pass(Text("a")))) == "pass: a");
  BOOST_TEST(told(checks::just(checks::remark(Text("a")))) == "remark: a");
  BOOST_TEST(told(checks::just(checks::problem(plugin::Status::warning, Text("a")))) == "WARNING: a");
  BOOST_TEST(told(checks::just(checks::undetermined(Text("a")))) == "undetermined: a");
  BOOST_TEST(told(checks::just(checks::not_applicable(Text("a")))) == "not-applicable: a");
  BOOST_TEST(checks::teller(checks::told_by("pin", checks::undetermined(Text("a")))) == "pin");
  BOOST_TEST(checks::teller(checks::undetermined(Text("a"))) == "");
}

BOOST_AUTO_TEST_CASE(subjects) {
  CertificateFacts facts = certificate("www.example.org", "Lab CA 1");
  BOOST_TEST(checks::about(facts, checks::pass(Text("a"))).subject.line() == "CN=www.example.org,O=Lab");
  facts.subject.clear();
  BOOST_TEST(checks::about(facts, checks::pass(Text("a"))).subject.line() == "www.example.org");
}

struct List {
  std::vector<std::string> words;
  std::size_t shown;
  const char* told;
};

BOOST_AUTO_TEST_CASE(lists) {
  const List rows[] = {
      {{}, 2, ""},
      {{"a"}, 2, "'a'"},
      {{"a", "b"}, 2, "'a' and 'b'"},
      {{"a", "b", "c"}, 3, "'a', 'b' and 'c'"},
      {{"a", "b", "c"}, 2, "'a', 'b' and 1 more"},
      {{"a", "b", "c"}, 1, "'a' and 2 more"},
      {{"a|\n"}, 1, "'a\\x7c\\n'"},
  };
  for (const List& row : rows) {
    BOOST_TEST_CONTEXT(row.told) { BOOST_TEST(checks::quoted_list(row.words, row.shown).line() == row.told); }
  }
}

BOOST_AUTO_TEST_CASE(strangers_words_are_bounded) {
  BOOST_TEST(checks::quoted(std::string(5000, 'x')).characters().size() <= checks::kMaxQuoted + 2);
}

BOOST_AUTO_TEST_CASE(expiry) {
  const UtcCalendar calendar;
  const auto words = [&calendar](std::chrono::seconds left) {
    return checks::expiry_in_words(kNow + left, kNow, calendar).line();
  };
  BOOST_TEST(words(48h) == "expires in 2 days (2026-11-22 00:00 UTC)");
  BOOST_TEST(words(48h - 1s) == "expires in 47 hours (2026-11-21 23:59 UTC)");
  BOOST_TEST(words(0s) == "expires in 0 seconds (2026-11-20 00:00 UTC)");
  BOOST_TEST(words(-1s) == "expired 1 second ago (2026-11-19 23:59 UTC)");
  BOOST_TEST(words(-72h) == "expired 3 days ago (2026-11-17 00:00 UTC)");
}

BOOST_AUTO_TEST_CASE(leaf_and_path) {
  CaseBuilder b = good_case();
  BOOST_TEST((b.build().leaf() == &b.leaf()));
  BOOST_TEST((b.build().valid_path() != nullptr));
  b.at(kIntermediate).not_after = kNow - 1s;
  BOOST_TEST((b.build().valid_path() == nullptr));
  b.seen.paths.clear();
  BOOST_TEST((b.build().valid_path() == nullptr));
  b.seen.sent.clear();
  BOOST_TEST((b.build().leaf() == nullptr));
  b.send_unparsable("wrong tag");
  BOOST_TEST((b.build().leaf() == nullptr));
  BOOST_TEST(told(checks::unparsable_leaf(b.build())) ==
             "undetermined: the server's certificate cannot be parsed: wrong tag [told by leaf-expiry]");
  b.observation.failure = {checks::Stage::handshake, checks::FailureKind::protocol,
                           "a certificate cannot be decoded"};
  BOOST_TEST(told(checks::unparsable_leaf(b.build())) ==
             "undetermined: the server's certificate cannot be parsed: wrong tag [told by reachable]");
}

}  // namespace
}  // namespace tests
