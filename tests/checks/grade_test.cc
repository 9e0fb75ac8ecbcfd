#define BOOST_TEST_MODULE grade
#include "checks/grade.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "checks/rules/table.h"

namespace {

using checks::Grader;
using checks::Grading;
using plugin::Outcome;
using plugin::Status;

const checks::Rule& rule(const char* id) {
  for (const checks::Rule& one : checks::rule_table()) {
    if (std::string(one.id) == id) {
      return one;
    }
  }
  throw std::runtime_error(id);
}

plugin::Result<Grader> grader(Grading grading) {
  return Grader::make(checks::rule_table(), {"*"}, std::move(grading));
}

BOOST_AUTO_TEST_CASE(only_selects_and_reachable_always_runs) {
  const plugin::Result<Grader> made = grader({.only = {"chain-*"}});
  BOOST_TEST_REQUIRE(bool(made));
  BOOST_TEST(made->runs(rule("chain-trusted")));
  BOOST_TEST(made->runs(rule("reachable")));
  BOOST_TEST(!made->runs(rule("leaf-expiry")));
}

BOOST_AUTO_TEST_CASE(a_program_has_its_rules_in_the_order_of_the_table) {
  const plugin::Result<Grader> made = Grader::make(checks::rule_table(), {"not-yet-valid", "reachable"}, {});
  BOOST_TEST_REQUIRE(bool(made));
  BOOST_TEST_REQUIRE(made->rules().size() == 2U);
  BOOST_TEST(made->rules()[0]->id == "reachable");
  BOOST_TEST(made->rules()[1]->id == "not-yet-valid");
}

BOOST_AUTO_TEST_CASE(what_matches_nothing_is_an_error) {
  const struct {
    Grading grading;
    const char* error;
  } kRows[] = {
      {{.only = {"chain-*", "nonsense"}},
       "--only nonsense: matches no check of this program (see --list-checks)"},
      {{.ignore = {"x*"}}, "--ignore x*: matches no check of this program (see --list-checks)"},
      {{.severities = {{"a\nb", false, Status::ok}}},
       "--severity a\\nb: matches no check of this program (see --list-checks)"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.error) {
      const plugin::Result<Grader> made = grader(row.grading);
      BOOST_TEST_REQUIRE(!made);
      BOOST_TEST(made.error().text.line() == row.error);
    }
  }
}

BOOST_AUTO_TEST_CASE(severity_replaces_problems_or_what_is_undetermined) {
  const plugin::Result<Grader> made = grader({.severities = {{"name-match", false, Status::warning},
                                                             {"chain-trusted", true, Status::critical},
                                                             {"chain-*", false, Status::ok}}});
  BOOST_TEST_REQUIRE(bool(made));
  const struct {
    const char* id;
    Outcome outcome;
    Status found;
    Status graded;
  } kRows[] = {
      {"name-match", Outcome::problem, Status::critical, Status::warning},
      {"name-match", Outcome::pass, Status::ok, Status::ok},
      {"name-match", Outcome::undetermined, Status::unknown, Status::unknown},
      {"chain-trusted", Outcome::undetermined, Status::ok, Status::critical},
      {"chain-trusted", Outcome::problem, Status::critical, Status::ok},
      {"chain-order", Outcome::problem, Status::warning, Status::ok},
      {"leaf-expiry", Outcome::problem, Status::critical, Status::critical},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.id) {
      BOOST_TEST(int(made->grade(rule(row.id), row.outcome, row.found)) == int(row.graded));
    }
  }
}

BOOST_AUTO_TEST_CASE(reads_lists_and_severities) {
  BOOST_TEST(checks::split_list(" a, b ,,c") == (std::vector<std::string>{"a", "b", "c"}),
             boost::test_tools::per_element());
  BOOST_TEST(checks::split_list("").empty());
  const plugin::Result<checks::Severity> plain = checks::parse_severity("name-match=warning");
  BOOST_TEST_REQUIRE(bool(plain));
  BOOST_TEST(plain->id == "name-match");
  BOOST_TEST(!plain->undetermined);
  BOOST_TEST(int(plain->status) == int(Status::warning));
  const plugin::Result<checks::Severity> undetermined = checks::parse_severity("chain-*:undetermined=OK");
  BOOST_TEST_REQUIRE(bool(undetermined));
  BOOST_TEST(undetermined->id == "chain-*");
  BOOST_TEST(undetermined->undetermined);
  for (const char* bad : {"", "=OK", "name-match", "name-match=", "name-match=bad", ":undetermined=OK"}) {
    BOOST_TEST_CONTEXT(bad) { BOOST_TEST(!checks::parse_severity(bad)); }
  }
}

}  // namespace
