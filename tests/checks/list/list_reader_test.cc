#define BOOST_TEST_MODULE list_reader
#include "checks/list/list_reader.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace {

using checks::List;

checks::EntrySettings plain_settings() { return {{}, {}, {}}; }

List read(std::string_view text) {
  const checks::EntrySettings settings = plain_settings();
  checks::ListReader reader(settings);
  reader.read("hosts", text);
  return reader.take();
}

// "2: label = host:port/protocol @address [group] column=cell ..."
std::string shown(const checks::ListEntry& entry) {
  const checks::EndpointEntry& at = entry.endpoint;
  std::string text = std::to_string(entry.line) + ": " + at.label + " = " + at.host + ":" +
                     std::to_string(at.port) + "/" + at.protocol;
  text += at.address.empty() ? "" : " @" + at.address;
  text += entry.group.empty() ? "" : " [" + entry.group + "]";
  for (const auto& [column, cell] : entry.cells) {
    text += " " + entry.file->columns[column] + "=" + cell;
  }
  return text;
}

std::vector<std::string> lines_of(const List& list) {
  std::vector<std::string> lines;
  for (const checks::ListEntry& entry : list.entries) {
    lines.push_back(shown(entry));
  }
  for (const checks::ListFault& fault : list.faults) {
    lines.push_back("! " + fault.place + ": " + fault.why.line());
  }
  for (const plugin::Text& remark : list.remarks) {
    lines.push_back("* " + remark.line());
  }
  if (list.switched_off != 0) {
    lines.push_back("off: " + std::to_string(list.switched_off));
  }
  return lines;
}

struct Reading {
  const char* what;
  std::string_view text;
  std::vector<std::string> lines;
};

const Reading kReadings[] = {
    {"nothing", "", {}},
    {"lines",
     "www.example.org\nmx.example.org/smtp\n\n  https://shop.example.org:8443/a  # the "
     "shop\r\n[2001:db8::1]:8443\n",
     {"1: www.example.org = www.example.org:443/tls", "2: mx.example.org/smtp = mx.example.org:25/smtp",
      "4: shop.example.org:8443/https = shop.example.org:8443/https",
      "5: [2001:db8::1]:8443 = 2001:db8::1:8443/tls"}},
    {"lines with address and label",
     "www.example.org address=192.0.2.7 label=the first",
     {"1: the first = www.example.org:443/tls @192.0.2.7"}},
    {"a header",
     "name,port,protocol\nwww.example.org,443,https\nmx.example.org,,smtp\nimap.example.org,993,\n2001:db8::"
     "1,8443,\n",
     {"2: www.example.org/https = www.example.org:443/https",
      "3: mx.example.org/smtp = mx.example.org:25/smtp", "4: imap.example.org:993 = imap.example.org:993/tls",
      "5: [2001:db8::1]:8443 = 2001:db8::1:8443/tls"}},
    {"a byte-order mark, another order, CRLF, quotes",
     "\xef\xbb\xbfPort;\"Host Name\";Name\r\n8443;x;\"www.example.org\"\r\n",
     {"2: www.example.org:8443 = www.example.org:8443/tls host_name=x",
      "* hosts:1: column Host Name is none of ours: it is not read, but may be used in {...}"}},
    {"one column", "hostname\nwww.example.org\n", {"2: www.example.org = www.example.org:443/tls"}},
    {"tabs", "name\tport\nwww.example.org\t8443", {"2: www.example.org:8443 = www.example.org:8443/tls"}},
    {"a URL as name",
     "name,port\nsmtp://mx.example.org,\nsmtp://mx.example.org,25",
     {"2: mx.example.org/smtp = mx.example.org:25/smtp",
      "! hosts:3: the URL says port and protocol: their cells must be empty"}},
    {"options, and columns of the list",
     "name,warning,ca_file,match,label,contact,monitor-host\nwww.example.org,10,ca.pem,a.example;b.example,"
     "web,"
     "web@example.org,www\n",
     {"2: web = www.example.org:443/tls warning=10 ca_file=ca.pem match=a.example;b.example "
      "contact=web@example.org monitor_host=www"}},
    {"an address",
     "name,address\nwww.example.org,192.0.2.7\nwww.example.org,web1\nwww.example.org,http://x\n",
     {"2: www.example.org = www.example.org:443/tls @192.0.2.7",
      "3: www.example.org (2) = www.example.org:443/tls @web1",
      "! hosts:4: column address: expected an address"}},
    {"a bad line does not stop the rest",
     "www.example.org:0\n-x\nb.example/gopher\na b\nwww.example.org\n",
     {"5: www.example.org = www.example.org:443/tls",
      "! hosts:1: expected a port from 1 to 65535 after the host",
      "! hosts:2: expected a host name or address, which cannot begin with '-'",
      "! hosts:3: expected a protocol of --list-protocols",
      "! hosts:4: expected nothing behind the endpoint but address=ADDR and label=TEXT"}},
    {"nor does a bad row",
     "name,port,warning,no_sni\na.example,0,,\n,443,,\nb.example,,soon,\nc.example,,,maybe\nd.example,1,2,no,"
     "5\n"
     "\"e.example\"x\nf.example,,,yes\n",
     {"8: f.example = f.example:443/tls no_sni=yes",
      "! hosts:2: expected a port from 1 to 65535 after the host",
      "! hosts:3: the name or address is missing",
      "! hosts:4: column warning, soon: \"soon\" is not a time of at most 100000 days; expected 20 (days), "
      "36h, 25% (of the lifetime), 30,25%, auto or 10:20d (a range)",
      "! hosts:5: column no-sni, maybe: expected yes or no",
      "! hosts:6: 5 cells, where the header has 4 columns",
      "! hosts:7: there is more behind a closing quote"}},
    {"switched off",
     "#www.example.org\n# mx.example.org/smtp\n# the mail servers\n#mail\n## a.example\n# end.\nb.example",
     {"7: b.example = b.example:443/tls", "off: 3"}},
    {"switched off in a table",
     "# all of them\nname,port\n#a.example,443\n# off: because\n#b.example\nc.example,443\n",
     {"6: c.example = c.example:443/tls", "off: 1"}},
    {"listed twice",
     "a.example\nb.example\na.example:443/ssl\n",
     {"1: a.example = a.example:443/tls", "2: b.example = b.example:443/tls",
      "* hosts:3: a.example is listed already at hosts:1: it is checked once"}},
    {"one name, several ports and labels",
     "name,port,label\na.example,443,x\na.example,8443,x\n",
     {"2: x = a.example:443/tls", "3: x (2) = a.example:8443/tls"}},
    {"a deployment list",
     "example.org|web1:/etc/ssl root@web2:/etc/ssl [2001:db8::1]:/x\n",
     {"1: example.org at web1 = example.org:443/tls @web1 [example.org]",
      "1: example.org at web2 = example.org:443/tls @web2 [example.org]",
      "1: example.org at 2001:db8::1 = example.org:443/tls @2001:db8::1 [example.org]"}},
    {"a bad deployment list",
     "example.org|\nexample.org|web1 -x\n",
     {"2: example.org at web1 = example.org:443/tls @web1 [example.org]",
      "! hosts:1: expected a domain, a bar, and server:dir for each server: no server is named",
      "! hosts:2: expected a domain, a bar, and server:dir for each server: a server that is a name or "
      "address"}},
    {"no text",
     std::string_view("a.example\0", 10),
     {"! hosts: it holds NUL bytes: this is no text in UTF-8"}},
};

BOOST_AUTO_TEST_CASE(reads_the_forms_that_people_have) {
  for (const Reading& one : kReadings) {
    BOOST_TEST_CONTEXT(one.what) {
      BOOST_TEST(lines_of(read(one.text)) == one.lines, boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(several_files_are_one_list) {
  const checks::EntrySettings settings = plain_settings();
  checks::ListReader reader(settings);
  reader.read("one", "a.example\n");
  reader.add_fault("two", plugin::Text("cannot read two: No such file or directory"));
  reader.read("three", "name,port\na.example,443\nb.example,443\n");
  const std::vector<std::string> expected = {
      "1: a.example = a.example:443/tls", "3: b.example = b.example:443/tls",
      "! two: cannot read two: No such file or directory",
      "* three:2: a.example is listed already at one:1: it is checked once"};
  BOOST_TEST(lines_of(reader.take()) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keys_do_not_depend_on_other_rows) {
  const std::string header = "name,port,protocol,address,label,sni,warning\n";
  const std::string rows =
      "a.example,443,,192.0.2.1,,,\na.example,443,,192.0.2.2,,,\n2001:db8::1,25,smtp,,mail,,\n"
      "a.example,443,,192.0.2.2,,b.example,\na.example,443,,192.0.2.2,,b.example,9\n";
  std::vector<std::string> keys;
  for (const checks::ListEntry& entry : read(header + rows).entries) {
    keys.push_back(entry.key);
  }
  const std::vector<std::string> expected = {
      "a.example a.example:443/tls at 192.0.2.1", "a.example a.example:443/tls at 192.0.2.2",
      "mail [2001:db8::1]:25/smtp", "a.example a.example:443/tls at 192.0.2.2 sni b.example",
      "a.example a.example:443/tls at 192.0.2.2 sni b.example (2)"};
  BOOST_TEST(keys == expected, boost::test_tools::per_element());
  const checks::List fewer = read(header + rows.substr(rows.find('\n') + 1));
  BOOST_TEST(fewer.entries.at(0).key == expected[1]);
}

}  // namespace
