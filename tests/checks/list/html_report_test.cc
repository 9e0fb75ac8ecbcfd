#define BOOST_TEST_MODULE html_report
#include "checks/list/html_report.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <string>
#include <string_view>

#include "tests/checks/list/report_samples.h"

namespace {

using plugin::Text;

constexpr plugin::Time kNow{std::chrono::seconds(1'795'230'000)};  // 2026-11-21T03:00:00Z

class Utc final : public plugin::Calendar {
 public:
  std::string date_and_time(plugin::Time time) const override { return plugin::rfc3339(time); }
};

std::string page_of(const checks::ListRun& run) {
  return checks::html_report(run, kNow, Utc(), Text("mon<1>"));
}

std::string between(std::string_view page, std::string_view begin, std::string_view end) {
  const std::size_t from = page.find(begin);
  BOOST_REQUIRE(from != std::string_view::npos);
  const std::size_t to = page.find(end, from + begin.size());
  BOOST_REQUIRE(to != std::string_view::npos);
  return std::string(page.substr(from + begin.size(), to - from - begin.size()));
}

std::size_t number_of(std::string_view page, std::string_view part) {
  std::size_t number = 0;
  for (std::size_t at = 0; (at = page.find(part, at)) != std::string_view::npos; at += part.size()) {
    ++number;
  }
  return number;
}

BOOST_AUTO_TEST_CASE(says_what_was_checked) {
  const std::string page = page_of(tests::sample_run(30, kNow));
  BOOST_TEST(between(page, "<title>", "</title>") == "TLS: 6 critical, 3 warning, 1 unknown, 20 OK");
  BOOST_TEST(between(page, "<p class=\"lead\">", "</p>") ==
             "30 endpoints, 10 of them not OK. 1 has an expired certificate. Next to end: "
             "<b>www8.site8.example.org/imap</b> in 31 hours (2026-11-22T10:00:00Z).");
  BOOST_TEST(
      between(page, "<p class=\"made\">", " <span") ==
      "Checked 2026-11-21T03:00:00Z on mon&lt;1&gt;, in 41 seconds. 3 endpoints are switched off in the "
      "list.");
  BOOST_TEST(between(page, "<summary>", "</ul>") ==
             "1 line of the list cannot be used</summary><ul>\n"
             "<li>endpoints.csv:17: expected a port from 1 to 65535 after the host</li>\n");
}

BOOST_AUTO_TEST_CASE(an_empty_run) {
  const std::string page = checks::html_report({}, kNow, Utc(), Text());
  BOOST_TEST(between(page, "<title>", "</title>") == "TLS: 0 critical, 0 warning, 0 unknown, 0 OK");
  BOOST_TEST(between(page, "<p class=\"lead\">", "</p>") == "0 endpoints.");
  BOOST_TEST(between(page, "<p class=\"made\">", " <span") == "Checked 2026-11-21T03:00:00Z, in 0 seconds.");
  BOOST_TEST(between(page, "<noscript>", "<table") ==
             "\n<p class=\"notes\">Without JavaScript this page shows all endpoints, and neither charts nor "
             "chains.</p>\n");
}

BOOST_AUTO_TEST_CASE(loads_nothing_and_runs_its_own_script_only) {
  const std::string page = page_of(tests::sample_run(30, kNow));
  const std::string policy = between(page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
  BOOST_TEST(policy.starts_with("default-src 'none'; script-src 'sha256-"), policy);
  BOOST_TEST(policy.find("unsafe") == std::string::npos, policy);
  BOOST_TEST(policy.find(':') == policy.find("data:") + 4, policy);  // of img-src; no address
  BOOST_TEST(number_of(page, "<script") == 2U);
  BOOST_TEST(number_of(page, "</script") == 2U);
  BOOST_TEST(number_of(page, " style=") == 0U);
  BOOST_TEST(number_of(page, "{{") == number_of(page, "{{data}} \\\\u003c"));  // a name of the samples
}

BOOST_AUTO_TEST_CASE(names_stay_text) {
  const std::string page = page_of(tests::sample_run(tests::kHostile, kNow));
  for (const std::string_view part :
       {"<script>alert", "<img", "<svg onload", "\u202e", "<!-- ", "\xff", "<b>room"}) {
    BOOST_TEST_CONTEXT(part) { BOOST_TEST(number_of(page, part) == 0U); }
  }
  for (const std::string_view part :
       {R"("\u003cscript\u003ealert(1)\u003c/script\u003e")", R"(moc.elpmaxe\\u{202e}.www)",
        R"(\\xff\\xfe\\x7c\\n\u003c!-- =cmd)", "&lt;b&gt;room&lt;/b&gt;"}) {
    BOOST_TEST_CONTEXT(part) { BOOST_TEST(number_of(page, part) > 0U); }
  }
}

BOOST_AUTO_TEST_CASE(the_worst_without_a_script) {
  checks::ListRun run = tests::sample_run(30, kNow);
  run.results.resize(17);
  run.not_checked = 1;
  const std::string table = between(page_of(run), "<noscript>", "</noscript>");
  BOOST_TEST(number_of(table, "<tr><td>") == 17U);
  BOOST_TEST(
      between(table, "<tbody>\n", "\n") ==
      "<tr><td>Critical</td><td>ldap7.site7.example.org/https</td><td>3 days ago (2026-11-17T22:00:00Z)</td>"
      "<td>certificate expired 3 days ago<ol><li>Renew the certificate and reload the "
      "server</li></ol></td></tr>");
  BOOST_TEST(
      number_of(page_of(run),
                "<p class=\"notes\">1 endpoint was not checked, because the run ended first: it is among "
                "the unknown.</p>") == 1U);
}

BOOST_AUTO_TEST_CASE(bounds) {
  checks::ListRun run = tests::sample_run(10'000, kNow);
  for (int i = 0; i < 300; ++i) {
    run.list.faults.push_back({"hosts:1", Text("bad")});
  }
  const std::string page = page_of(run);
  BOOST_TEST(page.size() < 5'000'000U);
  BOOST_TEST(number_of(page, "<tr><td>") == checks::kWorstShown);
  BOOST_TEST(number_of(page, "<li>hosts:1: bad</li>") == checks::kNotesShown - 1);
  BOOST_TEST(number_of(page, "<li>and 101 more</li>") == 1U);
  BOOST_TEST(number_of(page, "301 lines of the list cannot be used") == 1U);
  BOOST_TEST(number_of(page, "shows the 200 worst of 10,000 endpoints") == 1U);
}

}  // namespace
