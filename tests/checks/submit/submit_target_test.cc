#define BOOST_TEST_MODULE submit_target
#include "checks/submit/submit_target.h"

#include <boost/test/unit_test.hpp>

#include "tests/checks/submit/submit_samples.h"

using checks::SubmitKind;

namespace {

BOOST_AUTO_TEST_CASE(targets) {
  const struct {
    const char* text;
    const char* expected;  // its text(), or the error
  } rows[] = {
      {"nagios:/var/lib/nagios4/rw/nagios.cmd", "nagios:/var/lib/nagios4/rw/nagios.cmd"},
      {"nagios-spool:/var/spool/nagios:x", "nagios-spool:/var/spool/nagios:x"},
      {"icinga2:https://Master.example", "icinga2:https://master.example:5665"},
      {"icinga2:https://master:443/", "icinga2:https://master:443"},
      {"icinga2:https://[2001:DB8::1]:5666/v1/actions", "icinga2:https://[2001:db8::1]:5666"},
      {"icinga2:https://[2001:db8::1]", "icinga2:https://[2001:db8::1]:5665"},
      {"zabbix:127.0.0.1", "zabbix:127.0.0.1:10051"},
      {"zabbix:zabbix.example:20051", "zabbix:zabbix.example:20051"},
      {"zabbix:2001:db8::1", "zabbix:[2001:db8::1]:10051"},
      {"zabbix:[::1]:99", "zabbix:[::1]:99"},
      {"nagios:", "--submit nagios:: expected a path behind the colon"},
      {"nagios-spool:", "--submit nagios-spool:: expected a path behind the colon"},
      {"zabbix:", "--submit zabbix:: expected zabbix:HOST[:PORT]"},
      {"zabbix:a b", "--submit zabbix:a b: expected zabbix:HOST[:PORT]"},
      {"zabbix:a:0", "--submit zabbix:a:0: expected zabbix:HOST[:PORT]"},
      {"zabbix:a/b", "--submit zabbix:a/b: expected zabbix:HOST[:PORT]"},
      {"icinga2:http://a", "--submit icinga2:http://a: expected a URL that begins with https://"},
      {"icinga2:https://u:p@a",
       "--submit icinga2:https://u:p@a: a URL with a user is not taken: give --submit-user and "
       "--submit-password-file"},
      {"icinga2:https://a/x", "--submit icinga2:https://a/x: the API has no other path than /v1"},
      {"icinga2:https://:1", "--submit icinga2:https://:1: expected https://HOST[:PORT]"},
      {"mail:x",
       "--submit mail:x: expected nagios:COMMANDFILE, nagios-spool:DIR, icinga2:https://HOST[:PORT] or "
       "zabbix:HOST[:PORT]"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.text) {
      const plugin::Result<checks::SubmitTarget> target = checks::parse_submit_target(row.text);
      BOOST_TEST((target ? target->text() : target.error().text.line()) == row.expected);
    }
  }
}

BOOST_AUTO_TEST_CASE(summaries) {
  const plugin::Result<checks::SummaryName> name = checks::parse_summary_name("poller/TLS / all");
  BOOST_REQUIRE(bool(name));
  BOOST_TEST((*name == checks::SummaryName{"poller", "TLS / all"}));
  for (const char* bad : {"", "poller", "/x", "poller/"}) {
    BOOST_TEST_CONTEXT(bad) {
      BOOST_TEST(checks::parse_summary_name(bad).error().text.line() ==
                 "--submit-summary " + std::string(bad) + ": expected HOST/SERVICE, for Zabbix HOST/KEY");
    }
  }
}

BOOST_AUTO_TEST_CASE(names_that_a_monitor_cannot_take) {
  constexpr auto kNagios = SubmitKind::nagios_command;
  constexpr auto kSpool = SubmitKind::nagios_spool;
  constexpr auto kIcinga = SubmitKind::icinga2;
  constexpr auto kZabbix = SubmitKind::zabbix;
  const std::string longest(checks::kMaxMonitorName, 'x');
  const struct {
    SubmitKind kind;
    std::string host;
    std::string service;  // Zabbix: the key
    const char* fault;
  } rows[] = {
      {kNagios, "h", "s", ""},
      {kNagios, longest, longest, ""},
      {kNagios, longest + 'x', "s", "its host name has more than 255 bytes"},
      {kNagios, "", "s", "its host name is empty"},
      {kNagios, "h", "", "its service name is empty"},
      {kNagios, "h;PROCESS", "s", "its host name has the character ';'"},
      {kNagios, "h", "s;0;x", "its service name has the character ';'"},
      {kSpool, "h", "a;b", "its service name has the character ';'"},
      {kNagios, "h", "s\n[0] SHUTDOWN_PROGRAM", "its service name has control characters"},
      {kSpool, "h", "s\nreturn_code=0", "its service name has control characters"},
      {kNagios, "h\xff", "s", "its host name is not UTF-8"},
      {kNagios, "h!", "日本", ""},
      {kIcinga, "h;", "s", ""},
      {kIcinga, "h!s", "x", "its host name has the character '!'"},
      {kIcinga, "h", "s!x", "its service name has the character '!'"},
      {kZabbix, "h", "tls[;!]", ""},
      {kZabbix, "h", "", "its item key is empty"},
      {kZabbix, "h", std::string(checks::kMaxItemKey + 1, 'k'), "its item key has more than 2048 bytes"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.host << " / " << row.service) {
      checks::PassiveResult result = tests::sample_result(row.host);
      (row.kind == kZabbix ? result.item : result.service) = row.service;
      BOOST_TEST(checks::fault_of_name(row.kind, result).value_or("") == row.fault);
    }
  }
  BOOST_TEST(checks::name_of(kIcinga, tests::sample_result()) == "www.example.org/TLS https 443");
  BOOST_TEST(checks::name_of(kZabbix, tests::sample_result()) ==
             "www.example.org:tls.result[www.example.org,443,https]");
}

BOOST_AUTO_TEST_CASE(results_are_bounded) {
  checks::PassiveResult result = tests::sample_result();
  BOOST_TEST((bounded(result) == result));
  result.output = plugin::Text(std::string(3000, '\x01'));
  result.details.assign(5, plugin::Text(std::string(900, 'd')));
  result.perfdata.assign(5, std::string(300, 'p'));
  const checks::PassiveResult less = bounded(result);
  BOOST_TEST(less.output.line().size() <= checks::kMaxPassiveLine);
  BOOST_TEST(less.output.line().starts_with("\\x01\\x01"));
  BOOST_TEST(less.details.size() == 3);
  BOOST_TEST(less.details.back().line() == "(further lines are left out)");
  BOOST_TEST(less.perfdata.size() == 3);
}

}  // namespace
