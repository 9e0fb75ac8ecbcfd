#define BOOST_TEST_MODULE summary
#include "checks/list/summary.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "tests/checks/list/list_samples.h"

namespace {

using plugin::Status;
using std::chrono::days;
using std::chrono::hours;
using tests::Samples;

constexpr const char* kNow = "2026-11-21T00:00:00Z";

std::string text_of(const Samples& samples, int verbosity = 0) {
  checks::ListRun run = samples.run();
  run.taken = std::chrono::milliseconds(1500);
  return plugin::plugin_text(checks::summary(run, samples.now(), verbosity), "TLS");
}

BOOST_AUTO_TEST_CASE(numbers_with_commas) {
  const std::pair<std::size_t, const char*> rows[] = {
      {0, "0"}, {999, "999"}, {1000, "1,000"}, {123456, "123,456"}, {1234567, "1,234,567"}};
  for (const auto& [number, text] : rows) {
    BOOST_TEST(checks::grouped(number) == text);
  }
}

BOOST_AUTO_TEST_CASE(all_is_well) {
  Samples samples(kNow);
  samples.add("a.example");
  samples.add("b.example/smtp").expires_in(days(30));
  BOOST_TEST(text_of(samples) ==
             "TLS OK - 2 endpoints: 2 ok; soonest: b.example/smtp in 30 days | endpoints=2 critical=0 "
             "warning=0 ok=2 unknown=0 soonest=2592000s run_time=1.500000s\n");
  BOOST_TEST(text_of(samples, 1).find("[OK] a.example: ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_worst_comes_first) {
  Samples samples(kNow);
  samples.add("ok.example");
  samples.add("later.example").expires_in(days(15), Status::warning);
  samples.add("unknown.example").unreachable("resolve: no answer", Status::unknown);
  samples.add("down.example").unreachable("connect: connection refused");
  samples.add("soon.example").expires_in(hours(30), Status::critical).remedy("renew it");
  samples.add("sooner.example").expires_in(days(10), Status::warning);
  samples.add_fault("hosts.csv:9", "expected a port");
  BOOST_TEST(
      text_of(samples) ==
      "TLS CRITICAL - 6 endpoints: 2 critical, 2 warning, 1 ok, 2 unknown; soonest: soon.example in 30 hours "
      "| "
      "endpoints=6 critical=2 warning=2 ok=1 unknown=2 soonest=108000s run_time=1.500000s\n"
      "[CRITICAL] soon.example: certificate expires in 30 hours (2026-11-22T06:00:00Z); to do: renew it\n"
      "[CRITICAL] down.example: connect: connection refused\n"
      "[WARNING] sooner.example: certificate expires in 10 days (2026-12-01T00:00:00Z)\n"
      "[WARNING] later.example: certificate expires in 15 days (2026-12-06T00:00:00Z)\n"
      "[UNKNOWN] unknown.example: resolve: no answer\n"
      "[UNKNOWN] hosts.csv:9: expected a port\n");
}

BOOST_AUTO_TEST_CASE(what_has_ended) {
  Samples samples(kNow);
  samples.add("a.example").expires_in(-days(3), Status::critical);
  BOOST_TEST(text_of(samples).starts_with(
      "TLS CRITICAL - 1 endpoint: 1 critical, 0 ok; soonest: a.example expired 3 days ago | "));
}

BOOST_AUTO_TEST_CASE(a_list_that_says_nothing_is_not_good) {
  Samples samples(kNow);
  BOOST_TEST(text_of(samples).starts_with("TLS UNKNOWN - the list has no endpoint | endpoints=0 "));
  samples.add_fault("hosts.csv", "cannot read hosts.csv");
  BOOST_TEST(text_of(samples).starts_with(
      "TLS UNKNOWN - nothing was checked: hosts.csv: cannot read hosts.csv | endpoints=0 "));
}

}  // namespace
