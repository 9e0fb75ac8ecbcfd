#define BOOST_TEST_MODULE ascii

#include "plugin/ascii.h"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_CASE(case_is_that_of_ascii_letters) {
  BOOST_TEST(plugin::lower("@AZ[`az{09-\u00c4") == "@az[`az{09-\u00c4");
  BOOST_TEST(plugin::lower("").empty());
  BOOST_TEST(plugin::equal_ignoring_case("", ""));
  BOOST_TEST(plugin::equal_ignoring_case("wWw.Example.ORG", "WwW.eXAMPLE.org"));
  BOOST_TEST(!plugin::equal_ignoring_case("www", "www."));
  BOOST_TEST(!plugin::equal_ignoring_case("[", "{"));
  BOOST_TEST(!plugin::equal_ignoring_case("\u00c4", "\u00e4"));
}

BOOST_AUTO_TEST_CASE(blanks_at_either_end_are_left_out) {
  const struct {
    const char* text;
    const char* trimmed;
  } rows[] = {
      {"", ""},    {" ", ""},    {"\t \t", ""},        {"a", "a"},
      {" a", "a"}, {"a\t", "a"}, {" \ta b\t ", "a b"}, {" \ra ", "\ra"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT('"' << row.text << '"') { BOOST_TEST(plugin::trimmed(row.text) == row.trimmed); }
  }
  BOOST_TEST(plugin::trimmed("\r\n a\t\n", " \r\n") == "a\t");
  BOOST_TEST(plugin::trimmed("\u00a0a") == "\u00a0a");
}

BOOST_AUTO_TEST_CASE(a_comment_begins_at_the_start_or_behind_a_blank) {
  const struct {
    const char* line;
    const char* without;
  } rows[] = {
      {"", ""},       {"# all", ""},      {"#", ""},      {"a # b", "a "}, {"a\t#b # c", "a\t"},
      {"a#b", "a#b"}, {"a#b #c", "a#b "}, {"a##", "a##"}, {" # b", " "},   {"a\r#b", "a\r#b"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT('"' << row.line << '"') {
      BOOST_TEST(plugin::without_comment(row.line) == row.without);
    }
  }
  BOOST_TEST(plugin::without_comment("a\r#b", " \r") == "a\r");
}
