#define BOOST_TEST_MODULE report

#include "plugin/report.h"

#include <boost/test/unit_test.hpp>
#include <string>

using plugin::plugin_text;
using plugin::Report;
using plugin::Status;
using plugin::Text;

Report report(Status status, const char* headline) {
  Report r;
  r.status = status;
  r.headline = Text(headline);
  return r;
}

BOOST_AUTO_TEST_CASE(first_line) {
  BOOST_TEST(plugin_text(report(Status::ok, "fine"), "TLS") == "TLS OK - fine\n");
  BOOST_TEST(plugin_text(report(Status::unknown, ""), "TLS") == "TLS UNKNOWN\n");
  BOOST_TEST(plugin_text(report(Status::critical, "a|b\nc"), "TLS") == "TLS CRITICAL - a\\x7cb\\nc\n");
  Report r = report(Status::warning, "soon");
  r.metrics.push_back(plugin::time_taken("tls_time", std::chrono::microseconds(12)));
  r.details = {Text("one|"), Text("two\n2")};
  BOOST_TEST(plugin_text(r, "TLS") == "TLS WARNING - soon | tls_time=0.000012s\none\\x7c\ntwo\\n2\n");
}

BOOST_AUTO_TEST_CASE(long_first_line_is_cut_before_the_perfdata) {
  const std::string start = "TLS OK - ";
  Report r = report(Status::ok, std::string(plugin::kMaxFirstLine - start.size(), 'x').c_str());
  BOOST_TEST(plugin_text(r, "TLS") == start + std::string(plugin::kMaxFirstLine - start.size(), 'x') + "\n");
  r.headline += Text("y");
  r.metrics.push_back(plugin::time_taken("t", std::chrono::microseconds(1)));
  BOOST_TEST(plugin_text(r, "TLS") ==
             start + std::string(plugin::kMaxFirstLine - start.size() - 3, 'x') + "... | t=0.000001s\n");
}

BOOST_AUTO_TEST_CASE(output_is_cut_at_a_line) {
  Report r = report(Status::ok, "h");  // "TLS OK - h\n" is 11 bytes
  r.details = {Text("1234"), Text("12345678901234567890"), Text("c"), Text("d")};
  const std::string whole = "TLS OK - h\n1234\n12345678901234567890\nc\nd\n";  // 41 bytes
  const struct {
    std::size_t limit;
    std::string text;
  } rows[] = {
      {whole.size(), whole},
      {whole.size() - 1, "TLS OK - h\n1234\n(3 more lines left out)\n"},
      {16 + 24, "TLS OK - h\n1234\n(3 more lines left out)\n"},
      {16 + 23, "TLS OK - h\n(4 more lines left out)\n"},
      {11 + 24, "TLS OK - h\n(4 more lines left out)\n"},
      {11 + 23, "TLS OK - h\n"},
      {0, "TLS OK - h\n"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("limit " << row.limit) { BOOST_TEST(plugin_text(r, "TLS", row.limit) == row.text); }
  }
  r.details = {Text("1234"), Text(std::string(60, 'x'))};
  BOOST_TEST(plugin_text(r, "TLS", 60) == "TLS OK - h\n1234\n(1 more line left out)\n");
}

BOOST_AUTO_TEST_CASE(one_hostile_line_does_not_push_out_the_others) {
  Report r = report(Status::ok, "h");
  r.details = {Text(std::string(100'000, '\n')), Text("next")};
  const std::string text = plugin_text(r, "TLS");
  BOOST_TEST(text.size() == 11 + plugin::kMaxDetailLine + 1 + 5);
  BOOST_TEST(text.ends_with("...\nnext\n"));
}

BOOST_AUTO_TEST_CASE(default_bound_holds) {
  Report r = report(Status::ok, "h");
  r.details.assign(5000, Text("a detail of some length"));
  const std::string text = plugin_text(r, "TLS");
  BOOST_TEST(text.size() <= plugin::kMaxOutput);
  BOOST_TEST(text.size() > plugin::kMaxOutput - 50);
  BOOST_TEST(text.ends_with(" more lines left out)\n"));
}
