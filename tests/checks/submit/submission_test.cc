#define BOOST_TEST_MODULE submission
#include "checks/submit/submission.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>

#include "checks/submit/zabbix_trapper.h"
#include "tests/checks/submit/submit_samples.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

using checks::PassiveResult;
using checks::Submission;
using checks::SubmitOptions;
using tests::sample_result;
using tests::ScriptedNetwork;
namespace fs = std::filesystem;

namespace {

const checks::SubmitTime kNow{std::chrono::seconds(1800000100)};

struct Folder {
  Folder() {
    char name[] = "/tmp/submission_test.XXXXXX";
    path = ::mkdtemp(name);
    fs::create_directory(path / "results");
  }
  ~Folder() { fs::remove_all(path); }
  std::string spool() const { return (path / "spool").string(); }

  fs::path path;
};

SubmitOptions options_of(const std::string& target, const std::string& spool) {
  SubmitOptions options;
  options.target = *checks::parse_submit_target(target);
  options.spool = spool;
  return options;
}

std::unique_ptr<Submission> open(const std::string& target, const std::string& spool) {
  plugin::Result<std::unique_ptr<Submission>> submission = Submission::open(options_of(target, spool));
  BOOST_REQUIRE(bool(submission));
  return *std::move(submission);
}

std::string text_of(const checks::SubmitReport& report) {
  std::string text;
  for (const plugin::Text& line : report_lines(report)) {
    text += line.line() + '\n';
  }
  return text;
}

std::string deliver(Submission& submission, ScriptedNetwork& network) {
  tests::run(submission.deliver(network, plugin::Deadline::after(std::chrono::minutes(1)), kNow));
  return text_of(submission.report());
}

// A trapper that takes `count` values, if `expected` are what is sent.
void expect_values(ScriptedNetwork& network, std::vector<PassiveResult> expected) {
  const std::size_t count = expected.size();
  const tests::MemoryOutbox outbox(std::move(expected));
  const checks::Bytes heard = checks::trapper_request(outbox, tests::indices(0, count));
  std::string answer =
      R"({"response":"success","info":"processed: )" + std::to_string(count) + R"(; failed: 0"})";
  const char size = static_cast<char>(answer.size());
  answer = std::string("ZBXD\x01") + size + std::string(7, '\0') + answer;
  network.serve("192.0.2.1", 10051,
                {tests::hears({reinterpret_cast<const char*>(heard.data()), heard.size()}),
                 tests::says(answer), tests::closes()});
}

std::string contents(const fs::path& folder) {
  std::string all;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::ifstream file(entry.path());
    all.append(std::istreambuf_iterator<char>(file), {});
  }
  return all;
}

PassiveResult later(const std::string& host, int seconds) {
  PassiveResult result = sample_result(host);
  result.ended += std::chrono::seconds(seconds);
  return result;
}

BOOST_AUTO_TEST_CASE(zabbix_gets_all_that_waited) {
  const Folder folder;
  ScriptedNetwork network;
  const char* target = "zabbix:192.0.2.1";
  {
    const auto first = open(target, folder.spool());
    first->add(sample_result("a"), 0);
    first->add(sample_result("b"), 1);
    BOOST_TEST(deliver(*first, network) == "2 results wait in the spool " + folder.spool() +
                                               ": zabbix at 192.0.2.1:10051: connection refused\n0 results "
                                               "submitted to zabbix:192.0.2.1:10051\n");
    BOOST_TEST(!first->report().is_good());
  }
  {
    const auto second = open(target, folder.spool());
    second->add(later("a", 60), 0);
    expect_values(network, {sample_result("a"), sample_result("b"), later("a", 60)});
    BOOST_TEST(deliver(*second, network) ==
               "3 results submitted to zabbix:192.0.2.1:10051, 2 of them from earlier runs\n");
    BOOST_TEST(second->report().is_good());
  }
  const auto third = open(target, folder.spool());
  BOOST_TEST(deliver(*third, network) == "0 results submitted to zabbix:192.0.2.1:10051\n");
}

BOOST_AUTO_TEST_CASE(nagios_gets_the_newest_of_each_service) {
  const Folder folder;
  const std::string target = "nagios-spool:" + (folder.path / "results").string();
  ScriptedNetwork network;
  {
    // Ended before anything is delivered.
    const auto first = open(target, folder.spool());
    first->add(sample_result("a"), 0);
    first->add(later("b", 1), 1);
    BOOST_TEST(first->report().waiting == 2U);
  }
  const auto second = open(target, folder.spool());
  second->add(later("a", 60), 0);
  BOOST_TEST(deliver(*second, network) ==
             "2 results submitted to " + target + ", 1 of them from earlier runs\n");
  const std::string all = contents(folder.path / "results");
  BOOST_TEST((all.find("finish_time=1800000060.250") != std::string::npos));
  BOOST_TEST((all.find("finish_time=1800000001.250") != std::string::npos));
  BOOST_TEST((all.find("finish_time=1800000000.250") == std::string::npos));
  BOOST_TEST(!fs::exists(folder.spool() + "/results-00000002"));
}

PassiveResult judged(const std::string& host, plugin::Status status, const char* words) {
  PassiveResult result = sample_result(host);
  result.status = status;
  result.output = plugin::Text(words);
  return result;
}

constexpr const char* kHowToPart =
    "the worst is submitted; give them monitor_service, or {label} in --submit-service\n";

// Whichever is judged first; of equally bad ones the list's first.
BOOST_AUTO_TEST_CASE(of_one_run_the_worst_of_a_service_counts) {
  const std::vector<std::pair<plugin::Status, const char*>> list = {{plugin::Status::ok, "fine"},
                                                                    {plugin::Status::critical, "first bad"},
                                                                    {plugin::Status::unknown, "unknown"},
                                                                    {plugin::Status::critical, "second bad"}};
  std::vector<std::size_t> order = {0, 1, 2, 3};
  do {
    for (const bool with_spool : {true, false}) {
      const Folder folder;
      ScriptedNetwork network;
      const std::string target = "nagios-spool:" + (folder.path / "results").string();
      if (with_spool) {
        const auto before = open(target, folder.spool());
        before->add(judged("a", plugin::Status::critical, "before"), 0);
      }
      const auto submission = open(target, with_spool ? folder.spool() : "");
      for (const std::size_t i : order) {
        submission->add(judged("a", list[i].first, list[i].second), i);
      }
      BOOST_TEST(deliver(*submission, network) == "4 endpoints share the service a/TLS https 443: " +
                                                      (kHowToPart + ("1 result submitted to " + target)) +
                                                      '\n');
      BOOST_TEST(submission->report().is_good());
      const std::string all = contents(folder.path / "results");
      BOOST_TEST((all.find("output=first bad") != std::string::npos));
      BOOST_TEST(all.find("host_name=") == all.rfind("host_name="));
    }
  } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(services_that_are_shared_are_told_once) {
  const Folder folder;
  ScriptedNetwork network;
  const std::string target = "nagios-spool:" + (folder.path / "results").string();
  const auto submission = open(target, "");
  for (std::size_t i = 0; i < 9; ++i) {
    submission->add(sample_result(i < 4 ? "b" : i < 7 ? "a" : std::to_string(i)), i);
  }
  BOOST_TEST(deliver(*submission, network) ==
             "7 endpoints share 2 services, b/TLS https 443 among them: the worst of each is submitted; give "
             "them monitor_service, or {label} in --submit-service\n4 results submitted to " +
                 target + '\n');
}

// What waits from earlier runs is sent all the same.
BOOST_AUTO_TEST_CASE(of_one_run_the_worst_of_an_item_counts) {
  const Folder folder;
  ScriptedNetwork network;
  const char* target = "zabbix:192.0.2.1";
  const PassiveResult before = judged("a", plugin::Status::critical, "before");
  open(target, folder.spool())->add(before, 0);
  const auto submission = open(target, folder.spool());
  submission->add(judged("a", plugin::Status::ok, "fine"), 0);
  submission->add(judged("a", plugin::Status::warning, "bad"), 1);
  expect_values(network, {before, judged("a", plugin::Status::warning, "bad")});
  BOOST_TEST(deliver(*submission, network) ==
             "2 endpoints share the item a:tls.result[a,443,https]: " +
                 (kHowToPart + std::string("2 results submitted to zabbix:192.0.2.1:10051, 1 of them from "
                                           "earlier runs\n")));
}

BOOST_AUTO_TEST_CASE(without_a_spool) {
  const auto submission = open("zabbix:192.0.2.1", "");
  ScriptedNetwork network;
  submission->add(sample_result("a"), 0);
  BOOST_TEST(
      deliver(*submission, network) ==
      "1 result could not be submitted, and without --spool nothing keeps them: zabbix at 192.0.2.1:10051: "
      "connection refused\n0 results submitted to zabbix:192.0.2.1:10051\n");
}

BOOST_AUTO_TEST_CASE(names_are_refused_and_told) {
  const Folder folder;
  const auto submission = open("nagios:/no/pipe", folder.spool());
  submission->refuse(plugin::Text("hosts.csv:7: no name"));
  for (int i = 0; i < 30; ++i) {
    submission->add(sample_result("h;" + std::to_string(i)), i);
  }
  submission->add(sample_result("h\n[0] SHUTDOWN_PROGRAM"), 30);
  const std::string text = text_of(submission->report());
  BOOST_TEST(
      text.starts_with("not submitted: hosts.csv:7: no name\n"
                       "not submitted: h;0/TLS https 443: its host name has the character ';'\n"));
  BOOST_TEST(
      text.ends_with("32 results in all were refused and dropped\n0 results submitted to nagios:/no/pipe\n"));
  BOOST_TEST(std::count(text.begin(), text.end(), '\n') == 22);
}

// Ten runs, the monitor down: nothing grows but by new services.
BOOST_AUTO_TEST_CASE(a_monitor_that_stays_down) {
  const Folder folder;
  ScriptedNetwork network;
  for (int run = 0; run < 10; ++run) {
    const auto submission = open("nagios:/no/pipe", folder.spool());
    for (int i = 0; i < 100; ++i) {
      submission->add(later("h" + std::to_string(i), run), i);
    }
    deliver(*submission, network);
    BOOST_TEST(submission->report().waiting == 100U);
  }
}

// Its results stay what they are, and ours are not sent: they could be overtaken by an older one.
BOOST_AUTO_TEST_CASE(a_spool_that_another_run_has) {
  const Folder folder;
  ScriptedNetwork network;
  const std::string target = "nagios-spool:" + (folder.path / "results").string();
  const auto first = open(target, folder.spool());
  first->add(sample_result("a"), 0);
  const auto second = open(target, folder.spool());
  const std::string why = ": cannot use the spool " + folder.spool() +
                          ": another run is using it\n0 results submitted to " + target + '\n';
  BOOST_TEST(deliver(*second, network) == "0 results are not submitted" + why);
  BOOST_TEST(!second->report().is_good());
  second->add(later("a", 60), 0);
  BOOST_TEST(deliver(*second, network) == "1 result is not submitted" + why);
  BOOST_TEST(fs::is_empty(folder.path / "results"));
  BOOST_TEST(deliver(*first, network) == "1 result submitted to " + target + '\n');
}

BOOST_AUTO_TEST_CASE(what_cannot_be_opened) {
  const Folder folder;
  SubmitOptions options = options_of("icinga2:https://master", "");
  BOOST_TEST(Submission::open(options).error().text.line() ==
             "--submit icinga2: expected --submit-user and --submit-password-file");
  options.user = "root";
  options.password_file = folder.path / "password";
  BOOST_TEST(Submission::open(options).error().text.line() ==
             "cannot read " + options.password_file + ": No such file or directory");
  std::ofstream(options.password_file) << "secret\n";
  options.ca_file = options.password_file;
  BOOST_TEST(Submission::open(options).error().text.line().starts_with("cannot use the CA file "));
  options.ca_file = "";
  BOOST_TEST(bool(Submission::open(options)));
  options.spool = folder.path / "results";
  ::chmod(options.spool.c_str(), 0755);
  BOOST_TEST(Submission::open(options).error().text.line() ==
             "cannot use the spool " + options.spool + ": others may use it too, its mode must be 0700");
}

}  // namespace
