#define BOOST_TEST_MODULE icinga2_api
#include "checks/submit/icinga2_api.h"

#include <stdlib.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "tests/checks/submit/submit_samples.h"
#include "tests/support/run_task.h"
#include "tests/support/scripted_network.h"

using checks::IcingaApi;
using checks::IcingaVerdict;

namespace {

IcingaApi api() { return {{"master", 5665, ""}, "root", "secret", "poller", std::chrono::seconds(300)}; }

std::string text_of(const checks::HttpsRequest& request) {
  std::string text = request.method + ' ' + request.target + '\n';
  for (const auto& [name, value] : request.fields) {
    text += name + ": " + value + '\n';
  }
  return text + '\n' + request.body;
}

BOOST_AUTO_TEST_CASE(requests) {
  BOOST_TEST(
      text_of(checks::icinga_request(api(), tests::sample_result())) ==
      "POST /v1/actions/process-check-result\nAuthorization: Basic cm9vdDpzZWNyZXQ=\n"
      "Accept: application/json\nContent-Type: application/json\n\n"
      R"({"type":"Service","service":"www.example.org!TLS https 443","exit_status":2,)"
      R"("plugin_output":"TLS CRITICAL - certificate expired 3 days ago\nleaf-expiry: renew it\nchain: 2 certificates",)"
      R"("performance_data":["leaf_left=-259200s;1728000:;604800:","total_time=0.125000s"],)"
      R"("execution_start":1.800000000125E9,"execution_end":1.80000000025E9,)"
      R"("check_source":"poller","ttl":300})");
  IcingaApi bare = api();
  bare.user = "ab";
  bare.password = "";
  bare.check_source = "";
  bare.ttl = std::nullopt;
  checks::PassiveResult hostile = tests::sample_result("h\"x");
  hostile.output = plugin::Text("a\n\"b|\xff");
  hostile.details.clear();
  hostile.perfdata.clear();
  const checks::HttpsRequest request = checks::icinga_request(bare, hostile);
  BOOST_TEST(request.fields.front().second == "Basic YWI6");
  BOOST_TEST(request.body == R"({"type":"Service","service":"h\"x!TLS https 443","exit_status":2,)"
                             R"("plugin_output":"a\\n\"b\\x7c\\xff","performance_data":[],)"
                             R"("execution_start":1.800000000125E9,"execution_end":1.80000000025E9})");
}

BOOST_AUTO_TEST_CASE(verdicts) {
  using Kind = IcingaVerdict::Kind;
  constexpr const char* kUnknown = "Icinga has no such service, or the API's user may not see it";
  const struct {
    unsigned status;
    const char* body;
    Kind kind;
    const char* why;
  } rows[] = {
      {200,
       R"({"results":[{"code":200.0,"status":"Successfully processed check result for object 'h!s'."}]})",
       Kind::taken, ""},
      {200, R"({"results":[{"code":409.0,"status":"Newer check result already present."}]})", Kind::taken,
       ""},
      {200, R"({"results":[{"code":403.0,"status":"Passive checks are disabled for object 'h!s'."}]})",
       Kind::refused, "Icinga refuses it: Passive checks are disabled for object 'h!s'."},
      {500, R"({"results":[{"code":500.0,"status":"Action execution failed."}]})", Kind::refused,
       "Icinga refuses it: Action execution failed."},
      {200, R"({"results":[{}]})", Kind::refused, "Icinga refuses it: no reason given"},
      {200, R"({"results":[{"code":"200"}]})", Kind::refused, "Icinga refuses it: no reason given"},
      {404, R"({"error":404,"status":"No objects found."})", Kind::refused, kUnknown},
      {500, R"({"results":[]})", Kind::refused, kUnknown},
      {400, R"({"error":400,"status":"Parameter 'exit_status' is required."})", Kind::refused,
       "Icinga answers 400: Parameter 'exit_status' is required."},
      // A proxy, Icinga Web, or whoever else answers there.
      {404, "<html><h1>Not Found</h1></html>", Kind::stop, "answers 404, not as Icinga's API does"},
      {404, "", Kind::stop, "answers 404, not as Icinga's API does"},
      {404, R"({"status":"error","message":"Page not found"})", Kind::stop,
       "answers 404: error, not as Icinga's API does"},
      {404, R"({"error":"not found"})", Kind::stop, "answers 404, not as Icinga's API does"},
      {404, R"("error")", Kind::stop, "answers 404, not as Icinga's API does"},
      {400, "<html>", Kind::stop, "answers 400, not as Icinga's API does"},
      {400, R"({"error":400})", Kind::refused, "Icinga answers 400"},
      // While Icinga loads its configuration.
      {200, R"({"results":[{"code":503.0,"status":"Icinga is reloading"}]})", Kind::stop,
       "answers 503: Icinga is reloading"},
      {200, R"({"results":[{"code":503}]})", Kind::stop, "answers 503"},
      {401, "<h1>Unauthorized</h1>", Kind::stop, "answers 401 (user or password of its API are wrong)"},
      {403, R"({"error":403,"status":"Forbidden"})", Kind::stop,
       "answers 403: Forbidden (the API's user needs actions/process-check-result)"},
      {503, R"({"error":503,"status":"Shutting down"})", Kind::stop, "answers 503: Shutting down"},
      {200, "", Kind::stop, "answers 200"},
      {200, "[1]", Kind::stop, "answers 200"},
      {200, R"({"results":{}})", Kind::stop, "answers 200"},
      {200, R"({"results":[1,2]})", Kind::stop, "answers 200"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.status << ' ' << row.body) {
      const IcingaVerdict verdict = checks::icinga_verdict(row.status, row.body);
      BOOST_TEST((verdict.kind == row.kind));
      BOOST_TEST(verdict.why == row.why);
    }
  }
}

BOOST_AUTO_TEST_CASE(passwords) {
  char path[] = "/tmp/icinga2_api_test.XXXXXX";
  ::close(::mkstemp(path));
  const struct {
    std::string contents;
    std::string password;
  } rows[] = {{"secret\n", "secret"}, {"secret", "secret"}, {" a b \r\nmore\n", " a b "}, {"", ""}};
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.contents) {
      std::ofstream(path) << row.contents;
      const plugin::Result<std::string> password = checks::read_password(path);
      BOOST_REQUIRE(bool(password));
      BOOST_TEST(*password == row.password);
    }
  }
  std::ofstream(path) << std::string(1025, 'x');
  BOOST_TEST(!checks::read_password(path));
  ::unlink(path);
  BOOST_TEST(!checks::read_password(path));
}

std::string deliver(tests::ScriptedNetwork& network, tests::MemoryOutbox& outbox) {
  plugin::Result<checks::VerifiedTlsContext> tls = checks::VerifiedTlsContext::make("");
  BOOST_REQUIRE(bool(tls));
  const IcingaApi to = api();
  const std::optional<plugin::Text> why = tests::run(
      checks::deliver_to_icinga(to, *tls, network, outbox, plugin::Deadline::after(std::chrono::minutes(1))));
  return why ? why->line() : "";
}

// Nothing is sent before it is known who hears it. What an API answers is tested with TLS by submit.py.
BOOST_AUTO_TEST_CASE(nobody_there) {
  tests::MemoryOutbox outbox(tests::sample_results(9));
  tests::ScriptedNetwork network;
  BOOST_TEST(deliver(network, outbox).starts_with("icinga2 at master:5665: "));
  network.name("master", {"192.0.2.1"});
  BOOST_TEST(deliver(network, outbox) == "icinga2 at master:5665: connection refused");
  for (int i = 0; i < checks::kIcingaConnections; ++i) {
    network.serve("192.0.2.1", 5665,
                  {tests::hears_anything(), tests::says("HTTP/1.1 400 Bad Request\r\n\r\n"),
                   tests::hears_anything(), tests::closes()});
  }
  BOOST_TEST(deliver(network, outbox) == "icinga2 at master:5665: TLS fails: wrong version number");
  BOOST_TEST(outbox.fates().empty());
  tests::MemoryOutbox empty({});
  BOOST_TEST(deliver(network, empty) == "");
}

}  // namespace
