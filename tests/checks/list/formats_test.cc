#define BOOST_TEST_MODULE formats
#include "checks/list/formats.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "tests/checks/list/list_samples.h"

namespace {

using plugin::Status;
using std::chrono::days;
using tests::Samples;

// One of each kind, with words of strangers in it.
Samples hostile() {
  Samples samples("2026-11-21T00:00:00Z");
  checks::ListResult& bad =
      samples.add("www.example.org label==cmd|'/C calc'!A0").expires_in(days(2), Status::critical).result();
  bad.leaf->subject = plugin::Text("CN=\"a\",O=b\\c\n|d\xff;=e, +f");
  bad.leaf->issuer = plugin::Text("@SUM(A1)");
  bad.leaf->names = {"a.example", "-b"};
  bad.leaf->serial = "0a";
  bad.leaf->sha256_fingerprint = "ff";
  bad.leaf->key = "RSA 2048 bits";
  bad.chain_not_after = samples.now() + days(1);
  bad.timings.total = std::chrono::microseconds(12345);
  samples.add("mx.example.org/smtp")
      .unreachable("connect: connection refused, \"sorry\"")
      .remedy("start it; wait");
  samples.add_fault("hosts.csv:9", "expected a port");
  return samples;
}

BOOST_AUTO_TEST_CASE(csv) {
  const Samples samples = hostile();
  BOOST_TEST(
      checks::csv_text(samples.run(), samples.now()) ==
      "name,host,port,protocol,address,state,days_left,not_after,summary,problems,to_do,subject,issuer,names,"
      "serial,fingerprint,key,tls_version,place\r\n"
      "'=cmd\\x7c'/C calc'!A0,www.example.org,443,tls,,CRITICAL,2,2026-11-23T00:00:00Z,certificate expires "
      "in "
      "2 days (2026-11-23T00:00:00Z),leaf-expiry: certificate expires in 2 days "
      "(2026-11-23T00:00:00Z),,\"CN=\"\"a\"\",O=b\\c\\n\\x7cd\\xff;'=e, '+f\",'@SUM(A1),a.example "
      "-b,0a,ff,RSA 2048 "
      "bits,TLSv1.3,hosts.csv:2\r\n"
      "mx.example.org/smtp,mx.example.org,25,smtp,,CRITICAL,,,\"connect: connection refused, "
      "\"\"sorry\"\"\",\"reachable: connect: connection refused, \"\"sorry\"\"\",\"start it; "
      "wait\",,,,,,,TLSv1.3,hosts.csv:3\r\n"
      "hosts.csv:9,,,,,UNKNOWN,,,expected a port,,,,,,,,,,hosts.csv:9\r\n");
}

BOOST_AUTO_TEST_CASE(prometheus) {
  const Samples samples = hostile();
  const std::string text = checks::prometheus_text(samples.run());
  const char* const lines[] = {
      "# HELP probe_success Whether the endpoint was reached and spoke TLS.\n# TYPE probe_success gauge\n",
      "\nprobe_success{target=\"=cmd\\\\x7c'/C "
      "calc'!A0\",host=\"www.example.org\",port=\"443\",protocol=\"tls\"} "
      "1\n",
      "\nprobe_success{target=\"mx.example.org/smtp\",host=\"mx.example.org\",port=\"25\",protocol=\"smtp\"} "
      "0\n",
      "protocol=\"tls\"} 0.012345\n",
      "\nprobe_ssl_earliest_cert_expiry{target=\"=cmd\\\\x7c'/C "
      "calc'!A0\",host=\"www.example.org\",port=\"443\",protocol=\"tls\"} 1795305600\n",
      "subject=\"CN=\\\"a\\\",O=b\\\\c\\\\n\\\\x7cd\\\\xff;=e, "
      "+f\",issuer=\"@SUM(A1)\",subjectalternative=\"a."
      "example,-b\","
      "serialnumber=\"0a\"} 1\n",
      "\ntls_list_endpoints{state=\"critical\"} 2\ntls_list_endpoints{state=\"unknown\"} 1\n",
      "\ntls_list_run_timestamp_seconds 1795219200\n",
  };
  for (const char* line : lines) {
    BOOST_TEST_CONTEXT(line) { BOOST_TEST((text.find(line) != std::string::npos)); }
  }
  BOOST_TEST(text.ends_with('\n'));
  BOOST_TEST((text.find("probe_ssl_last_chain_info{target=\"mx") == std::string::npos));
}

BOOST_AUTO_TEST_CASE(json) {
  const Samples samples = hostile();
  const checks::ListRun& run = samples.run();
  BOOST_TEST(
      checks::json_line(run.list.entries[1], run.results[1]) ==
      R"({"name":"mx.example.org/smtp","host":"mx.example.org","port":25,"protocol":"smtp","address":"","status":2,)"
      R"("state":"CRITICAL","summary":"connect: connection refused, \"sorry\"","findings":[{"id":"reachable",)"
      R"("status":2,"state":"CRITICAL","text":"connect: connection refused, \"sorry\""}],"more_findings":0,)"
      R"("remedies":["start it; wait"],"reached":false,"valid":false,"tls_version":"TLSv1.3","metrics":{},)"
      R"("checked_at":"2026-11-21T00:00:00Z","place":"hosts.csv:3"})"
      "\n");
  BOOST_TEST(
      checks::json_end(run, samples.now()) ==
      R"({"run":{"schema":1,"status":2,"state":"CRITICAL","summary":"2 endpoints: 2 critical, 0 ok, 1 )"
      R"(unknown; soonest: =cmd\\x7c'/C calc'!A0 in 2 days","started":"2026-11-21T00:00:00Z","run_time":)"
      R"(0E0,"counts":{"endpoints":2,"ok":0,"warning":0,"critical":2,"unknown":1,"switched_off":0},"faults":)"
      R"([{"place":"hosts.csv:9","text":"expected a port"}],"remarks":[]}})"
      "\n");
  const std::string document = checks::json_document(run, samples.now());
  BOOST_TEST((document.find(R"("subject":"CN=\"a\",O=b\\c\n|d)"
                            "\xef\xbf\xbd;=e, +f\"") != std::string::npos));
  BOOST_TEST(document.ends_with("]}\n"));
}

}  // namespace
