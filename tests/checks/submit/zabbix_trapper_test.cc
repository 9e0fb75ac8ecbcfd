#define BOOST_TEST_MODULE zabbix_trapper
#include "checks/submit/zabbix_trapper.h"

#include <boost/test/unit_test.hpp>

#include "tests/checks/submit/submit_samples.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

using tests::closes;
using tests::hears;
using tests::MemoryOutbox;
using tests::sample_results;
using tests::says;
using tests::ScriptedNetwork;

namespace {

constexpr const char* kUnknown =
    "Zabbix has no such host or trapper item, or takes no values for it from here";

// A packet with that text.
std::string packet(const std::string& text) {
  std::string bytes = "ZBXD\x01";
  for (int i = 0; i < 4; ++i) {
    bytes += static_cast<char>(text.size() >> (8 * i));
  }
  return bytes + std::string(4, '\0') + text;
}

std::string counts(std::size_t processed, std::size_t failed) {
  return packet(R"({"response":"success","info":"processed: )" + std::to_string(processed) +
                "; failed: " + std::to_string(failed) + "; total: " + std::to_string(processed + failed) +
                R"(; seconds spent: 0.000055"})");
}

BOOST_AUTO_TEST_CASE(requests) {
  const MemoryOutbox outbox({tests::sample_result()});
  const checks::Bytes bytes = checks::trapper_request(outbox, {0});
  const std::string value =
      R"({\"schema\":1,\"status\":2,\"state\":\"CRITICAL\",\"summary\":\"TLS CRITICAL - certificate expired 3 days ago\",)"
      R"(\"details\":[\"leaf-expiry: renew it\",\"chain: 2 certificates\"],)"
      R"(\"clock\":1800000000,\"metrics\":{\"leaf_left\":-259200,\"total_time\":1.25E-1}})";
  BOOST_TEST(std::string(bytes.begin(), bytes.end()) ==
             packet(R"({"request":"sender data","data":[{"host":"www.example.org",)"
                    R"("key":"tls.result[www.example.org,443,https]","value":")" +
                    value + R"(","clock":1800000000,"ns":250000000}]})"));
}

BOOST_AUTO_TEST_CASE(measures) {
  checks::PassiveResult result = tests::sample_result();
  result.details.clear();
  result.output = plugin::Text("x");
  result.perfdata = {"a=1", "b=-2s;3:", "c=0.5s", "d=", "e", "f=x", "=3", "g=9223372036854775808"};
  BOOST_TEST(checks::zabbix_value(result) ==
             R"({"schema":1,"status":2,"state":"CRITICAL","summary":"x","details":[],)"
             R"("clock":1800000000,"metrics":{"a":1,"b":-2,"c":5E-1,"":3,"g":9.223372036854776E18}})");
}

BOOST_AUTO_TEST_CASE(answers) {
  const struct {
    const char* text;
    std::size_t processed;
    std::size_t failed;
    const char* why;
  } rows[] = {
      {R"({"response":"success","info":"processed: 248; failed: 2; total: 250; seconds spent: 0.1"})", 248, 2,
       ""},
      {R"({"response":"failed","info":"cannot parse"})", 0, 0, "it answers 'cannot parse'"},
      {R"({"response":"success","info":"processed: x; failed: 2"})", 0, 0,
       "it answers 'processed: x; failed: 2'"},
      {R"({"response":"success"})", 0, 0, R"(it answers '{"response":"success"}')"},
      {R"({"response":"failed","redirect":{"revision":1,"address":"x"}})", 0, 0,
       "it is not the proxy of its group that takes these values (it answers with a redirect)"},
      {"hello", 0, 0, "the answer is no JSON: 'hello'"},
      {"[]", 0, 0, "the answer is no JSON: '[]'"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      std::string why;
      const std::optional<checks::TrapperAnswer> answer = checks::trapper_answer(row.text, why);
      BOOST_TEST(why == row.why);
      BOOST_TEST(
          (answer.value_or(checks::TrapperAnswer{}) == checks::TrapperAnswer{row.processed, row.failed}));
    }
  }
}

std::string deliver(ScriptedNetwork& network, MemoryOutbox& outbox, checks::ZabbixDoubts& doubts) {
  const checks::ZabbixTrapper trapper{"zabbix", 10051};
  const std::optional<plugin::Text> why = tests::run(checks::deliver_to_zabbix(
      trapper, network, outbox, doubts, plugin::Deadline::after(std::chrono::minutes(1))));
  return why ? why->line() : "";
}

std::string deliver(ScriptedNetwork& network, MemoryOutbox& outbox) {
  checks::ZabbixDoubts doubts;
  return deliver(network, outbox, doubts);
}

ScriptedNetwork network_with(std::vector<tests::Script> scripts) {
  ScriptedNetwork network;
  network.name("zabbix", {"192.0.2.1"});
  for (tests::Script& script : scripts) {
    network.serve("192.0.2.1", 10051, std::move(script));
  }
  return network;
}

std::string heard(const MemoryOutbox& outbox, std::size_t first, std::size_t last) {
  const checks::Bytes bytes = checks::trapper_request(outbox, tests::indices(first, last));
  return {bytes.begin(), bytes.end()};
}

BOOST_AUTO_TEST_CASE(batches) {
  MemoryOutbox outbox(sample_results(600));
  ScriptedNetwork network = network_with({{hears(heard(outbox, 0, 250)), says(counts(250, 0)), closes()},
                                          {hears(heard(outbox, 250, 500)), says(counts(0, 250)), closes()},
                                          {hears(heard(outbox, 500, 600)), says(counts(97, 3)), closes()}});
  BOOST_TEST(deliver(network, outbox) == "");
  BOOST_TEST(outbox.count("delivered") == 250);
  BOOST_TEST(outbox.count(kUnknown) == 250);
  BOOST_TEST(outbox.count("3 of these") == 100);
}

std::string heard(const MemoryOutbox& outbox, const std::vector<std::size_t>& batch) {
  const checks::Bytes bytes = checks::trapper_request(outbox, batch);
  return {bytes.begin(), bytes.end()};
}

// Of 20 items Zabbix does not know the third and the 20th: three runs find out which, a fourth knows.
BOOST_AUTO_TEST_CASE(what_is_refused_is_found_out) {
  const struct {
    std::vector<std::vector<std::size_t>> batches;
    std::vector<std::size_t> failed;
    std::size_t told;  // by name
    const char* doubts;
  } runs[] = {
      {{tests::indices(0, 20)}, {2}, 0, nullptr},
      {{tests::indices(0, 16), tests::indices(16, 20)}, {1, 1}, 0, nullptr},
      {{{0},  {1},  {2},  {3},  {4},  {5},  {6},  {7},  {8},  {9},
        {10}, {11}, {12}, {13}, {14}, {15}, {16}, {17}, {18}, {19}},
       {0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
       2,
       "0\th19\ttls.result[h19,443,https]\n0\th2\ttls.result[h2,443,https]\n"},
      {{{0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, {2, 19}},
       {0, 2},
       2,
       "0\th19\ttls.result[h19,443,https]\n0\th2\ttls.result[h2,443,https]\n"},
      {{{0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18}, {2, 19}}, {0, 0}, 0, ""},
      {{tests::indices(0, 20)}, {0}, 0, ""},
  };
  checks::ZabbixDoubts doubts;
  for (const auto& run : runs) {
    MemoryOutbox outbox(sample_results(20));
    std::vector<tests::Script> scripts;
    for (std::size_t i = 0; i < run.batches.size(); ++i) {
      scripts.push_back({hears(heard(outbox, run.batches[i])),
                         says(counts(run.batches[i].size() - run.failed[i], run.failed[i])), closes()});
    }
    ScriptedNetwork network = network_with(std::move(scripts));
    BOOST_TEST(deliver(network, outbox, doubts) == "");
    BOOST_TEST(outbox.fates().size() == 20U);
    BOOST_TEST(outbox.count(kUnknown) == run.told);
    BOOST_TEST((run.doubts == nullptr || doubts.text() == run.doubts));
    doubts = checks::ZabbixDoubts::parse(doubts.text());
  }
}

BOOST_AUTO_TEST_CASE(doubts_that_cannot_be_read) {
  BOOST_TEST(
      checks::ZabbixDoubts::parse("x\n17\ta\tb\n-1\ta\tb\n1\ta\n1 a\tb\n16\ta\tk[\t]\n1\tcut\tof").text() ==
      "16\ta\tk[\t]\n");
}

// Whatever goes wrong with a batch, those before it are settled, it and those behind it are not.
BOOST_AUTO_TEST_CASE(what_goes_wrong) {
  const struct {
    const char* what;
    std::string answer;
    tests::Step end;
    const char* why;
  } rows[] = {
      {"closed", "", closes(), "zabbix at zabbix:10051: the server closed the connection before the answer"},
      {"silent", "", tests::stays_silent(),
       "zabbix at zabbix:10051: the server sent nothing within the timeout"},
      {"cut", counts(250, 0).substr(0, 40), closes(),
       "zabbix at zabbix:10051: the server closed the connection before the answer, in the middle of a "
       "message: "},
      {"not Zabbix", "HTTP/1.1 400 Bad Request\r\n", closes(),
       "zabbix at zabbix:10051: what came is no answer of a Zabbix server or proxy: 'HTTP/1.1 400 '"},
      {"too long", std::string("ZBXD\x01\xff\xff\xff\x7f\0\0\0\0", 13), closes(),
       "zabbix at zabbix:10051: what came is no answer of a Zabbix server or proxy: "},
      {"refused", packet(R"({"response":"failed","info":"no"})"), closes(),
       "zabbix at zabbix:10051: it answers 'no'"},
      {"too few", counts(249, 0), closes(), "zabbix at zabbix:10051: it counts 249 and 0 of 250 values"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.what) {
      MemoryOutbox outbox(sample_results(600));
      tests::Script bad{hears(heard(outbox, 250, 500))};
      if (!row.answer.empty()) {
        bad.push_back(says(row.answer));
      }
      bad.push_back(row.end);
      ScriptedNetwork network =
          network_with({{hears(heard(outbox, 0, 250)), says(counts(250, 0)), closes()}, bad});
      BOOST_TEST(deliver(network, outbox).starts_with(row.why));
      BOOST_TEST(outbox.count("delivered") == 250);
      BOOST_TEST(outbox.fates().size() == 250);
    }
  }
  MemoryOutbox outbox(sample_results(1));
  ScriptedNetwork nobody = network_with({});
  BOOST_TEST(deliver(nobody, outbox) == "zabbix at zabbix:10051: connection refused");
}

}  // namespace
