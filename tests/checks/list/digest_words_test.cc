#define BOOST_TEST_MODULE digest_words
#include "checks/list/digest_words.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/rules/table.h"

namespace {

using checks::DigestLanguage;
using checks::Phrase;
using std::chrono::seconds;

BOOST_AUTO_TEST_CASE(every_rule_has_japanese_words) {
  for (const checks::Rule& rule : checks::rule_table()) {
    BOOST_TEST_CONTEXT(rule.id) { BOOST_TEST(checks::has_japanese_words(rule.id)); }
  }
  BOOST_TEST(!checks::has_japanese_words("no-such-rule"));
  BOOST_TEST(!checks::has_japanese_words("rfc5280"));
}

BOOST_AUTO_TEST_CASE(findings_in_japanese) {
  BOOST_TEST(checks::japanese_finding("name-match", false).meaning == "証明書の名前がホスト名と一致しません");
  BOOST_TEST(checks::japanese_finding("webpki-aia", false).meaning ==
             "証明書が Baseline Requirements に適合していません");
  BOOST_TEST(checks::japanese_finding("name-match", true).meaning ==
             "確認できない項目があります（name-match）");
  BOOST_TEST(checks::japanese_finding("no-such-rule", false).meaning ==
             "問題が見つかりました（no-such-rule）");
}

struct Duration {
  seconds length;
  const char* english;
  const char* japanese;
};

const Duration kDurations[] = {
    {seconds(0), "0 seconds", "0 秒"},       {seconds(1), "1 second", "1 秒"},
    {seconds(119), "119 seconds", "119 秒"}, {seconds(120), "2 minutes", "2 分"},
    {seconds(7200), "2 hours", "2 時間"},    {seconds(172799), "47 hours", "47 時間"},
    {seconds(172800), "2 days", "2 日"},     {seconds(-259200), "3 days", "3 日"},
};

BOOST_AUTO_TEST_CASE(durations) {
  for (const Duration& row : kDurations) {
    BOOST_TEST_CONTEXT(row.english) {
      BOOST_TEST(checks::duration_words(DigestLanguage::en, row.length) == row.english);
      BOOST_TEST(checks::duration_words(DigestLanguage::ja, row.length) == row.japanese);
    }
  }
}

BOOST_AUTO_TEST_CASE(values_of_names) {
  BOOST_TEST(checks::words(DigestLanguage::en, Phrase::more_entries, {{"count", "3"}}) == "and 3 more");
  BOOST_TEST(checks::words(DigestLanguage::ja, Phrase::more_entries, {{"count", "3"}}) == "ほか 3 件");
  const std::vector<checks::PhraseValue> values = {{"a", "{b}"}, {"b", "2"}};
  BOOST_TEST(checks::filled("{a} {b} {c}{b}} {a", values) == "{b} 2 2} {a");
  BOOST_TEST((checks::names_in("{a} {b} {a") == std::vector<std::string_view>{"a", "b"}));
}

}  // namespace
