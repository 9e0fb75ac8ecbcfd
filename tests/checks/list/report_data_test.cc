#define BOOST_TEST_MODULE report_data
#include "checks/list/report_data.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <memory>
#include <string>

namespace {

using plugin::Status;
using plugin::Text;
using std::chrono::microseconds;

constexpr plugin::Time at(long seconds) { return plugin::Time(std::chrono::seconds(seconds)); }

class Utc final : public plugin::Calendar {
 public:
  std::string date_and_time(plugin::Time time) const override { return plugin::rfc3339(time); }
};

std::string data_of(const checks::ListRun& run) { return checks::report_data(run, at(1'000'000'000), Utc()); }

checks::ListEntry entry(std::size_t line, std::string host) {
  auto file = std::make_shared<checks::ListFile>();
  *file = {"hosts", {"contact"}};
  checks::ListEntry made;
  made.endpoint = {host, 443, "tls", "", host};
  made.file = file;
  made.line = line;
  return made;
}

checks::ListLeaf leaf() {
  checks::ListLeaf made;
  made.name = Text("a.example");
  made.subject = Text("CN=a.example");
  made.issuer = Text("CN=<CA>");
  made.issuer_name = Text("<CA>");
  made.serial = "0a";
  made.sha256_fingerprint = "f1";
  made.key = "RSA 2048 bits";
  made.signature_algorithm = "SHA256-RSA";
  made.not_before = at(900'000'000);
  made.not_after = at(1'100'000'000);
  made.names = {"a.example", "b\u202e.example"};
  made.more_names = 7;
  return made;
}

checks::ListResult good(std::size_t number, std::shared_ptr<const checks::IssuerChain> chain) {
  checks::ListResult made;
  made.entry = number;
  made.status = Status::ok;
  made.headline = Text("good");
  made.leaf = leaf();
  made.chain = std::move(chain);
  made.chain_not_after = at(1'200'000'000);
  made.reached = true;
  made.valid = true;
  made.address = Text("192.0.2.1");
  made.tls_version = "TLSv1.3";
  made.timings = {microseconds(10), microseconds(20), {}, {}, microseconds(30), microseconds(60)};
  made.checked_at = at(1'000'000'000);
  return made;
}

BOOST_AUTO_TEST_CASE(an_empty_run) {
  BOOST_TEST(
      data_of({}) ==
      R"({"version":1,"now":1000000000,"made":"2001-09-09T01:46:40Z","strings":[],"chains":[],"leaves":[],"rows":[]})");
}

BOOST_AUTO_TEST_CASE(shares_strings_certificates_and_chains) {
  checks::ListRun run;
  run.list.entries = {entry(1, "a.example"), entry(2, "b.example")};
  checks::ChainShelf shelf;
  const auto chain = shelf.shared({{Text("<CA>"), "RSA 4096 bits", at(1'200'000'000), true, false, "c1"},
                                   {Text("Root"), "RSA 4096 bits", at(1'300'000'000), false, true, "c2"}});
  run.results = {good(0, chain), good(1, chain)};
  BOOST_TEST(
      data_of(run) ==
      R"({"version":1,"now":1000000000,"made":"2001-09-09T01:46:40Z",)"
      R"("strings":["a.example","tls","good","CN=a.example","CN=\u003cCA\u003e","\u003cCA\u003e","0a","f1",)"
      R"("RSA 2048 bits","SHA256-RSA","1998-07-09T16:00:00Z","2004-11-09T11:33:20Z","b\\u{202e}.example",)"
      R"("RSA 4096 bits","2008-01-10T21:20:00Z","c1","Root","2011-03-13T07:06:40Z","c2",)"
      R"("192.0.2.1","TLSv1.3","hosts","","2001-09-09T01:46:40Z","b.example"],)"
      R"("chains":[[[5,13,1200000000,14,1,15],[16,13,1300000000,17,2,18]]],)"
      R"("leaves":[[0,3,4,5,6,7,8,9,900000000,10,1100000000,11,7,0,12]],)"
      R"("rows":[[0,0,0,443,1,2,0,0,1200000000,14,3,19,20,21,1,22,23,[10,20,null,null,30,60],0,[],[]],)"
      R"([0,24,24,443,1,2,0,0,1200000000,14,3,19,20,21,2,22,23,[10,20,null,null,30,60],0,[],[]]]})");
}

BOOST_AUTO_TEST_CASE(a_server_that_is_down) {
  checks::ListRun run;
  run.list.entries = {entry(3, "c.example")};
  run.list.entries[0].cells = {{0, "ops@example.org"}};
  checks::ListResult down;
  down.status = Status::critical;
  down.headline = Text("connect: refused");
  down.findings = {{"reachable", Status::critical, Text("connect: refused")}};
  down.more_findings = 2;
  down.remedies = {Text("start it"), Text("</script>")};
  run.results = {down};
  BOOST_TEST(
      data_of(run) ==
      R"({"version":1,"now":1000000000,"made":"2001-09-09T01:46:40Z",)"
      R"("strings":["c.example","tls","connect: refused","","hosts","ops@example.org",)"
      R"("1970-01-01T00:00:00Z","reachable","start it","\u003c/script\u003e"],)"
      R"("chains":[],"leaves":[],)"
      R"("rows":[[2,0,0,443,1,2,-1,-1,null,3,0,3,3,4,3,5,6,[null,null,null,null,null,null],2,[7,2,2],[8,9]]]})");
}

}  // namespace
