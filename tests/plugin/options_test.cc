#define BOOST_TEST_MODULE options

#include "plugin/command_line.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

using namespace std::string_literals;
using plugin::OptionSpec;

constexpr OptionSpec kTable[] = {
    {.name = "hostname", .letter = 'H', .aliases = "host", .value = "HOST"},
    {.name = "port", .letter = 'p', .value = "N"},
    {.name = "warning", .letter = 'w', .value = "T"},
    {.name = "match", .letter = 'm', .value = "NAME", .repeatable = true},
    {.name = "ipv4", .letter = '4', .excludes = "ipv6"},
    {.name = "ipv6", .letter = '6'},
    {.name = "verbose", .letter = 'v', .repeatable = true},
    {.name = "sni", .aliases = "servername server-name", .value = "NAME", .excludes = "no-sni"},
    {.name = "no-sni"},
    {.name = "ca-file", .letter = 'r', .aliases = "rootcert", .value = "FILE", .names_file = true},
};

std::string in_one_line(const plugin::Result<std::vector<plugin::Given>>& given) {
  if (!given) {
    return "error: " + given.error().text.line();
  }
  std::string text;
  for (const plugin::Given& one : *given) {
    text += (text.empty() ? "" : " ") + std::string(kTable[one.row].name) + "=" + one.value + one.where;
  }
  return text;
}

std::string parse(const std::vector<std::string>& arguments, const plugin::ConfigSource& config = {}) {
  const std::vector<std::string_view> views(arguments.begin(), arguments.end());
  return in_one_line(plugin::parse_options(kTable, views, config));
}

BOOST_AUTO_TEST_CASE(arguments_are_read) {
  const struct {
    std::vector<std::string> arguments;
    const char* given;
  } rows[] = {
      {{}, ""},
      {{"-H", "a.example"}, "hostname=a.example"},
      {{"-Ha.example"}, "hostname=a.example"},
      {{"--hostname", "a"}, "hostname=a"},
      {{"--hostname=a"}, "hostname=a"},
      {{"--host", "a"}, "hostname=a"},
      {{"--host=a"}, "hostname=a"},
      {{"--server-name=a"}, "sni=a"},
      {{"-p443"}, "port=443"},
      {{"-p", "443"}, "port=443"},
      {{"-p=443"}, "port==443"},
      {{"-4"}, "ipv4="},
      {{"-vvv"}, "verbose= verbose= verbose="},
      {{"-v", "--verbose", "-v"}, "verbose= verbose= verbose="},
      {{"-4vp443"}, "ipv4= verbose= port=443"},
      {{"-4vp", "443"}, "ipv4= verbose= port=443"},
      {{"-m", "b", "-H", "a", "--match=c"}, "match=b hostname=a match=c"},
      {{"--sni=a=b"}, "sni=a=b"},
      {{"-m", "a b", "-m", "c\nd"}, "match=a b match=c\nd"},
      {{"-r", "-"}, "ca-file=-"},
      {{"-m", "M\xfc"}, "match=M\xfc"},
      // Not given: an empty value, however it is written.
      {{"--port="}, ""},
      {{"--port", ""}, ""},
      {{"-p", ""}, ""},
      {{"-w", "", "-p", "443"}, "port=443"},
      {{"-vp", ""}, "verbose="},
      {{"--port=", "--port", "443"}, "port=443"},
      // What looks like an option and is none is a value.
      {{"-w", "-5"}, "warning=-5"},
      {{"-H", "--foo"}, "hostname=--foo"},
      {{"-H", "-x"}, "hostname=-x"},
      {{"-H", "-"}, "hostname=-"},
      {{"--hostname", "---"}, "hostname=---"},
      {{"--hostname=--port"}, "hostname=--port"},
      {{"-H--port"}, "hostname=--port"},
      {{"-p443", "--"}, "port=443"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("giving " << row.given) { BOOST_TEST(parse(row.arguments) == row.given); }
  }
}

BOOST_AUTO_TEST_CASE(errors_name_the_option_and_what_it_takes) {
  const struct {
    std::vector<std::string> arguments;
    std::string error;
  } rows[] = {
      {{"--frob"}, "unknown option --frob; expected one of those that --help lists"},
      {{"--frob=3"}, "unknown option --frob; expected one of those that --help lists"},
      {{"--host-name", "x"}, "unknown option --host-name; expected one of those that --help lists"},
      {{"--hostn=x"}, "unknown option --hostn; expected one of those that --help lists"},
      {{"--"s + "x|y\n"}, "unknown option --x\\x7cy\\n; expected one of those that --help lists"},
      {{"-z"}, "unknown option -z; expected one of those that --help lists"},
      {{"-vz"}, "unknown option -vz; expected one of those that --help lists"},
      {{"-port"}, "-p, --port ort"},
      {{"-p"}, "-p, --port N: the value is missing"},
      {{"--port"}, "-p, --port N: the value is missing"},
      {{"-vp"}, "-p, --port N: the value is missing"},
      {{"-H", "--port", "443"}, "-H, --hostname HOST: the value is missing (--port is an option)"},
      {{"-H", "--port=443"}, "-H, --hostname HOST: the value is missing (--port=443 is an option)"},
      {{"-H", "-p", "443"}, "-H, --hostname HOST: the value is missing (-p is an option)"},
      {{"-H", "-p443"}, "-H, --hostname HOST: the value is missing (-p443 is an option)"},
      {{"-H", "-v4"}, "-H, --hostname HOST: the value is missing (-v4 is an option)"},
      {{"-H", "--"}, "-H, --hostname HOST: the value is missing (-- is an option)"},
      {{"--sni"}, "--sni NAME: the value is missing"},
      {{"--no-sni=x"}, "--no-sni: takes no value"},
      {{"--no-sni="}, "--no-sni: takes no value"},
      {{"--ipv4=x"}, "-4, --ipv4: takes no value"},
      {{"host"}, "unexpected argument host; every value belongs to an option, see --help"},
      {{"-p", "443", "host"}, "unexpected argument host; every value belongs to an option, see --help"},
      {{"-4", "host"}, "unexpected argument host; every value belongs to an option, see --help"},
      {{"-"}, "unexpected argument -; every value belongs to an option, see --help"},
      {{""}, "unexpected argument \"\"; every value belongs to an option, see --help"},
      {{"--", "-H", "a"}, "unexpected argument -H; every value belongs to an option, see --help"},
      {{"-p", "1", "-p", "2"}, "-p, --port 2: given twice, expected once"},
      {{"-p1", "--port=1"}, "-p, --port 1: given twice, expected once"},
      {{"-4", "-4"}, "-4, --ipv4: given twice, expected once"},
      {{"--sni=a", "--servername=b"}, "--sni b: given twice, expected once"},
      {{"-4", "-6"}, "-6, --ipv6: cannot be given beside -4, --ipv4"},
      {{"-6", "-4"}, "-4, --ipv4: cannot be given beside -6, --ipv6"},
      {{"--no-sni", "--sni", "a\nb"}, "--sni a\\nb: cannot be given beside --no-sni"},
      {{"-H", "a\0b"s}, "-H, --hostname: the value holds a NUL byte"},
      {{"-Ha\0b"s}, "argument -Ha\\x00b holds a NUL byte"},
      {{"M\xfc"}, "unexpected argument M\\xfc; every value belongs to an option, see --help"},
      {{"--\xc3\xbc"}, "unknown option --\xc3\xbc; expected one of those that --help lists"},
      {{"-\xc3\xbc"}, "unknown option -\xc3\xbc; expected one of those that --help lists"},
      {{"--" + std::string(5000, 'x')},
       "unknown option --" + std::string(95, 'x') + "...; expected one of those that --help lists"},
  };
  for (const auto& row : rows) {
    BOOST_TEST_CONTEXT("expecting " << row.error) {
      if (row.arguments.front() == "-port") {
        BOOST_TEST(parse(row.arguments) == "port=ort");
      } else {
        BOOST_TEST(parse(row.arguments) == "error: " + row.error);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(hostile_arguments_never_crash) {
  const std::string pieces[] = {"",          "-",      "--",      "---", "=",   "-=",  "--=",  "--=x",
                                "-H",        "--host", "--host=", "-v",  "-4=", "-H=", "\xff", "-\xff",
                                "--port=\n", "a,b",    "--a,b",   "-,",  "--,", "--*", "-H-p"};
  for (const std::string& a : pieces) {
    for (const std::string& b : pieces) {
      for (const std::string& c : pieces) {
        const std::string line = parse({a, b, c});
        if (line.find('\0') != std::string::npos || line.starts_with("error: the command line cannot")) {
          BOOST_ERROR(a << " " << b << " " << c << ": " << line);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(files_are_refused_where_the_caller_is_not_trusted) {
  const plugin::ConfigSource config = {.option = "use", .fixed_file = "/etc/tls.conf", .refuse_files = true};
  BOOST_TEST(parse({"--rootcert", "/x"}, config) ==
             "error: -r, --ca-file /x: names a file of this machine or who gets its passwords, which is not "
             "taken from here; put it "
             "into a section "
             "of /etc/tls.conf and choose that by --use");
  BOOST_TEST(parse({"-r", "/x"}, {.refuse_files = true}) ==
             "error: -r, --ca-file /x: names a file of this machine or who gets its passwords, which is not "
             "taken from here");
  BOOST_TEST(parse({"-r", "", "-p1"}, config) == "port=1");
}

struct Settings {
  std::string host;
  int verbose = 0;
};

plugin::Result<plugin::Done> set_host(Settings& settings, std::string_view value) {
  if (value.starts_with('-')) {
    return plugin::Error{plugin::Text("expected a name or an address")};
  }
  settings.host = value;
  return plugin::Done{};
}

plugin::Result<plugin::Done> add_verbose(Settings& settings, std::string_view) {
  ++settings.verbose;
  return plugin::Done{};
}

constexpr plugin::Option<Settings> kSettingsTable[] = {
    {{.name = "hostname", .letter = 'H', .value = "HOST"}, set_host},
    {{.name = "verbose", .letter = 'v', .repeatable = true}, add_verbose},
};

BOOST_AUTO_TEST_CASE(settings_are_filled) {
  Settings settings;
  const std::string_view good[] = {"-vv", "-H", "a", "-v"};
  BOOST_TEST(bool(plugin::read_options<Settings>(kSettingsTable, good, {}, settings)));
  BOOST_TEST(settings.host == "a");
  BOOST_TEST(settings.verbose == 3);
  const std::string_view bad[] = {"-H", "-x|"};
  const auto done = plugin::read_options<Settings>(kSettingsTable, bad, {}, settings);
  BOOST_REQUIRE(!done);
  BOOST_TEST(done.error().text.line() == "-H, --hostname -x\\x7c: expected a name or an address");
}
