#include "zabbix/item_parameters.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#define BOOST_TEST_MODULE item_parameters
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "zabbix/program.h"

namespace {

using Parameters = std::vector<std::string_view>;
using std::chrono::milliseconds;

constexpr milliseconds kLimit{2700};

// A file with sections, for one test.
struct SectionsFile {
  std::string path = std::string(std::getenv("TEST_TMPDIR")) + "/zabbix_tls.conf";
  plugin::ConfigSource config = zabbix::kProgram.config;

  explicit SectionsFile(const char* text) {
    std::ofstream(path) << text;
    config.fixed_file = path.c_str();
  }
  ~SectionsFile() { ::unlink(path.c_str()); }
};

std::string fault(const Parameters& parameters, const plugin::ConfigSource& config) {
  const auto settings = zabbix::read_parameters(parameters, config, kLimit);
  return settings ? "none" : settings.error().text.line();
}

BOOST_AUTO_TEST_CASE(each_parameter_has_its_place) {
  const SectionsFile file("[here]\nca-file = /roots.pem\n");
  const auto settings = zabbix::read_parameters(
      Parameters{"www.example.org", "8443", "smtp", "192.0.2.7", "mail.example.org", "30", "10", "here"},
      file.config, kLimit);
  BOOST_TEST_REQUIRE(bool(settings));
  BOOST_TEST(settings->host == "www.example.org");
  BOOST_TEST(settings->port.value() == 8443);
  BOOST_TEST(settings->protocol == "smtp");
  BOOST_TEST(settings->address == "192.0.2.7");
  BOOST_TEST(settings->server_name == "mail.example.org");
  BOOST_TEST(settings->ca_files == std::vector<std::string>{"/roots.pem"});
  const auto limits = settings->policy.leaf.resolve(std::chrono::days(365));
  BOOST_TEST(limits.warning.perfdata() == "2592000:");
  BOOST_TEST(limits.critical.perfdata() == "864000:");
}

BOOST_AUTO_TEST_CASE(an_empty_parameter_is_not_given) {
  const auto settings =
      zabbix::read_parameters(Parameters{"a", "", "", "", "", "", "", ""}, zabbix::kProgram.config, kLimit);
  BOOST_TEST_REQUIRE(bool(settings));
  BOOST_TEST(!settings->port);
  BOOST_TEST(settings->protocol.empty());
  BOOST_TEST(settings->address.empty());
  BOOST_TEST(settings->server_name.empty());
  BOOST_TEST((settings->timeout == kLimit));
  BOOST_TEST(bool(zabbix::read_parameters(Parameters{}, zabbix::kProgram.config, kLimit)));
}

BOOST_AUTO_TEST_CASE(a_section_lowers_the_timeout_only) {
  const SectionsFile file(
      "[soon]\ntimeout = 1\n[late]\ntimeout = 20\n[host]\nhostname = b.example\nport = 1\n");
  const auto timeout = [&](std::string_view section) {
    return zabbix::read_parameters(Parameters{"a", "", "", "", "", "", "", section}, file.config, kLimit)
        ->timeout;
  };
  BOOST_TEST((timeout("soon") == milliseconds(1000)));
  BOOST_TEST((timeout("late") == kLimit));
  const auto settings =
      zabbix::read_parameters(Parameters{"", "2", "", "", "", "", "", "host"}, file.config, kLimit);
  BOOST_TEST_REQUIRE(bool(settings));
  BOOST_TEST(settings->host == "b.example");
  BOOST_TEST(settings->port.value() == 2);  // the parameter wins
}

BOOST_AUTO_TEST_CASE(faults_in_words) {
  const SectionsFile file("[here]\nca-file = /roots.pem\n[bad]\nport = none\n[files]\nuse = here\n");
  const std::string conf = file.path;
  const struct {
    Parameters parameters;
    std::string fault;
  } rows[] = {
      {{"-x"}, "-H, --hostname -x: expected a host name or address, which cannot begin with '-'"},
      {{"--save-evidence=/tmp/x"},
       "-H, --hostname --save-evidence=/tmp/x: expected a host name or address, which cannot begin with '-'"},
      {{"a", "99999"}, "-p, --port 99999: expected a port from 1 to 65535"},
      {{"a", "", "", "", "", "20", "30d:"}, "none"},
      {{"a", "", "", "", "", "5", "10"},
       "-w, --warning and -c, --critical: the warning threshold (5 days) is below the critical one (10 "
       "days): "
       "expected a warning that comes first"},
      {{"a", "", "", "", "", "", "", "nowhere"}, conf + " has no section [nowhere]"},
      {{"a", "", "", "", "", "", "", "bad"}, conf + ":4: port none: expected a port from 1 to 65535"},
      {{"a", "", "", "", "", "", "", "files"}, conf + ":6: \"use\" cannot be given in a file"},
      {{"a", "", "", "", "", "", "", "here]\n[x"}, conf + " has no section [here]\\n[x]"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT(row.fault) { BOOST_TEST(fault(row.parameters, file.config) == row.fault); }
  }
}

}  // namespace
