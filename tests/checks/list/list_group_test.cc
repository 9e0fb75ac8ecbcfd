#define BOOST_TEST_MODULE list_group
#include "checks/list/list_group.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/checks/list/list_samples.h"

namespace {

using plugin::Status;
using std::chrono::days;

class UtcCalendar final : public plugin::Calendar {
 public:
  std::string date_and_time(plugin::Time time) const override { return plugin::rfc3339(time); }
};

constexpr checks::Program kProgram{
    .name = "check_tls_list", .does = "", .rules = "*", .headline = "", .source = checks::Source::list};

// Servers of one domain: what each sends, and since when.
struct World {
  tests::Samples samples{"2026-11-21T00:00:00Z"};
  checks::ListRun run;

  void add(const std::string& server, const char* fingerprint, int days_ago) {
    checks::ListResult& result = samples.add("example.org address=" + server).result();
    result.leaf->sha256_fingerprint = fingerprint;
    result.leaf->not_before = samples.now() - days(days_ago);
    result.leaf->not_after = samples.now() + days(90 - days_ago);
  }
  void judge(const checks::EntrySettings& settings) {
    run = samples.run();
    std::vector<checks::GroupMember> members;
    for (checks::ListResult& result : run.results) {
      members.push_back({run.list.entries[result.entry], result});
    }
    judge_group(members, settings, kProgram, UtcCalendar());
  }
};

checks::EntrySettings settings_with(const char* option, const char* value) {
  static const std::vector<plugin::Option<checks::Settings>> table = checks::option_table({});
  std::vector<plugin::Given> given;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (std::string_view(table[row].spec.name) == option) {
      given.push_back({.row = row, .value = value, .where = {}});
    }
  }
  return {table, given, {}};
}

BOOST_AUTO_TEST_CASE(the_one_that_was_not_reloaded_is_told) {
  World world;
  world.add("web1", "aa", 1);
  world.add("web2", "bb", 80);
  world.add("web3", "aa", 1);
  world.judge({{}, {}, {}});
  BOOST_TEST((world.run.results[0].status == Status::ok));
  BOOST_TEST((world.run.results[2].status == Status::ok));
  BOOST_TEST((world.run.results[1].status == Status::warning));
  BOOST_TEST(world.run.results[1].headline.line() ==
             "sends another certificate, until 2026-12-01T00:00:00Z, than web1, which has the newest, until "
             "2027-02-18T00:00:00Z: deploy it here too, and reload the server");
  BOOST_TEST(world.run.results[1].findings.at(0).id == "addresses-agree");
}

BOOST_AUTO_TEST_CASE(all_alike_or_unreachable) {
  World world;
  world.add("web1", "aa", 1);
  world.add("web2", "aa", 1);
  world.samples.add("example.org address=web3").unreachable("connect: connection refused");
  world.judge({{}, {}, {}});
  BOOST_TEST((world.run.results[0].status == Status::ok));
  BOOST_TEST((world.run.results[1].status == Status::ok));
  BOOST_TEST(world.run.results[2].findings.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_worse_fault_leads) {
  World world;
  world.add("web1", "aa", 1);
  world.samples.add("example.org address=web2").expires_in(days(2), Status::critical);
  world.judge({{}, {}, {}});
  const checks::ListResult& other = world.run.results[1];
  BOOST_TEST((other.status == Status::critical));
  BOOST_TEST(other.headline.line() == "certificate expires in 2 days (2026-11-23T00:00:00Z)");
  BOOST_TEST(other.findings.at(1).id == "addresses-agree");
}

BOOST_AUTO_TEST_CASE(grading_holds_for_it) {
  const struct {
    const char* option;
    const char* value;
    Status status;
    std::size_t findings;
  } kRows[] = {{"ignore", "addresses-agree", Status::ok, 0},
               {"only", "leaf-*", Status::ok, 0},
               {"severity", "addresses-agree=CRITICAL", Status::critical, 1}};
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.option << " " << row.value) {
      World world;
      world.add("web1", "aa", 1);
      world.add("web2", "bb", 80);
      world.judge(settings_with(row.option, row.value));
      BOOST_TEST((world.run.results[1].status == row.status));
      BOOST_TEST(world.run.results[1].findings.size() == row.findings);
    }
  }
}

}  // namespace
