#define BOOST_TEST_MODULE discovery
#include "zabbix/discovery.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace {

using zabbix::Row;

std::string line(const Row& row) {
  return row.host + "|" + row.port + "|" + row.protocol + "|" + row.address + "|" + row.label;
}

void expect(const std::vector<Row>& rows, const std::vector<std::string>& expected) {
  std::vector<std::string> lines;
  for (const Row& row : rows) {
    lines.push_back(line(row));
  }
  BOOST_TEST(lines == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_list_is_separated_by_blanks_and_line_ends) {
  expect(zabbix::rows_of_list(" www.example.org\tmx.example.org/smtp\r\n[2001:db8::1]:8443  "),
         {"www.example.org|443|tls||www.example.org", "mx.example.org|25|smtp||mx.example.org/smtp",
          "2001:db8::1|8443|tls||[2001:db8::1]:8443"});
  expect(zabbix::rows_of_list(""), {});
  expect(zabbix::rows_of_list(" \n"), {});
}

BOOST_AUTO_TEST_CASE(a_file_has_an_entry_a_line_and_comments) {
  expect(zabbix::rows_of_file("\xef\xbb\xbf# servers\n\nwww.example.org  # the shop\r\n"
                              "  www.example.org:8443 address=192.0.2.7 label=second backend # old\n"
                              "#www.example.com\nlast.example.org label=a#b"),
         {"www.example.org|443|tls||www.example.org", "www.example.org|8443|tls|192.0.2.7|second backend",
          "last.example.org|443|tls||a#b"});
  expect(zabbix::rows_of_file(""), {});
}

// Neither lost nor a hindrance for others, and refused by the check because of the blank.
BOOST_AUTO_TEST_CASE(a_bad_entry_is_a_row_that_says_why) {
  expect(zabbix::rows_of_list("a:99999 www.example.org $(id) \"a\\b{#c}\x01"),
         {"bad entry (expected a port from 1 to 65535 after the host): a:99999||||a:99999",
          "www.example.org|443|tls||www.example.org",
          "bad entry (expected a host name or address, without blanks or special characters): $(id)||||$(id)",
          "bad entry (expected a host name or address, without blanks or special characters): "
          "_a_b_#c__x01||||_a_b_#c__x01"});
  expect(zabbix::rows_of_file("www.example.org label=\n"),
         {"bad entry (expected nothing behind the endpoint but address=ADDR and label=TEXT): "
          "www.example.org label=||||www.example.org label="});
}

BOOST_AUTO_TEST_CASE(labels_cannot_end_a_key_or_a_macro_and_are_bounded) {
  expect(zabbix::rows_of_file("a label=x\"y\\z{$M}\xe2\x80\xae|\n"), {"a|443|tls||x_y_z_$M__u_202e__x7c"});
  const std::vector<Row> rows = zabbix::rows_of_file("a label=" + std::string(500, 'x'));
  BOOST_TEST(rows.at(0).label == std::string(zabbix::kMaxLabel - 3, 'x') + "...");
}

BOOST_AUTO_TEST_CASE(duplicates_come_once_and_labels_are_unique) {
  expect(
      zabbix::distinct(zabbix::rows_of_file("www.example.org\nwww.example.org:443\n"
                                            "a label=web\nb label=web\nb:8443 address=192.0.2.1 label=web\n"
                                            "a label=web\nb label=web (b:443/tls)\n")),
      {"www.example.org|443|tls||www.example.org", "a|443|tls||web", "b|443|tls||web (b:443/tls)",
       "b|8443|tls|192.0.2.1|web (b:8443/tls at 192.0.2.1)", "b|443|tls||web (b:443/tls) (b:443/tls)"});
}

BOOST_AUTO_TEST_CASE(one_label_for_very_long_names_is_still_unique) {
  const std::string long_name(200, 'n');
  std::string file;
  for (const char* port : {":1", ":2", ":3"}) {
    file += long_name + port + " label=web\n";
  }
  const std::vector<Row> rows = zabbix::distinct(zabbix::rows_of_file(file));
  BOOST_TEST(rows.at(2).label == rows.at(1).label + " #2");
}

BOOST_AUTO_TEST_CASE(more_than_the_bound_are_told) {
  std::string list;
  for (std::size_t i = 0; i < zabbix::kMaxEndpoints + 2; ++i) {
    list += "h" + std::to_string(i) + " ";
  }
  const std::vector<Row> rows = zabbix::distinct(zabbix::rows_of_list(list));
  BOOST_TEST(rows.size() == zabbix::kMaxEndpoints + 1);
  BOOST_TEST(line(rows.back()) == "bad entry (only 500 are taken): 2 more entries||||2 more entries");
  list = list.substr(0, list.find("h500"));
  BOOST_TEST(zabbix::distinct(zabbix::rows_of_list(list)).size() == zabbix::kMaxEndpoints);
}

// Zabbix's limit of an external check's output.
BOOST_AUTO_TEST_CASE(the_longest_document_fits) {
  std::string file;
  for (std::size_t i = 0; i < zabbix::kMaxEndpoints; ++i) {
    const std::string number = std::to_string(100 + i);
    file += std::string(250, 'h') + number + ":10000/submission address=" + std::string(250, 'a') + number +
            " label=web\n";
  }
  BOOST_TEST(zabbix::discovery_json(zabbix::distinct(zabbix::rows_of_file(file))).size() < 512 * 1024);
}

BOOST_AUTO_TEST_CASE(rows_are_json) {
  BOOST_TEST(zabbix::discovery_json({}) == "[]\n");
  BOOST_TEST(zabbix::discovery_json(zabbix::rows_of_list("b\xc3\xbc.example/smtp")) ==
             "[{\"{#TLS.HOST}\":\"b\xc3\xbc.example\",\"{#TLS.PORT}\":\"25\",\"{#TLS.PROTOCOL}\":\"smtp\","
             "\"{#TLS.ADDRESS}\":\"\",\"{#TLS.LABEL}\":\"b\xc3\xbc.example/smtp\"}]\n");
}

BOOST_AUTO_TEST_CASE(is_asked_for_by_two_options_with_or_without_value) {
  const auto asks = [](std::vector<std::string_view> arguments) {
    return zabbix::asks_for_endpoints(arguments);
  };
  BOOST_TEST(asks({"--endpoints="}));
  BOOST_TEST(asks({"--discover", "x"}));
  BOOST_TEST(asks({"-t", "1", "--endpoints=a b"}));
  BOOST_TEST(!asks({}));
  BOOST_TEST(!asks({"-H", "www.example.org"}));
  BOOST_TEST(!asks({"--endpoints-file=x"}));
}

}  // namespace
