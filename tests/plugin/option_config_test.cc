#define BOOST_TEST_MODULE option_config

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "plugin/command_line.h"

using namespace std::string_literals;
using plugin::OptionSpec;

constexpr OptionSpec kTable[] = {
    {.name = "hostname", .letter = 'H', .aliases = "host", .value = "HOST"},
    {.name = "match", .letter = 'm', .value = "NAME", .repeatable = true},
    {.name = "ipv4", .letter = '4', .excludes = "ipv6"},
    {.name = "ipv6", .letter = '6'},
    {.name = "verbose", .letter = 'v', .repeatable = true},
    {.name = "ca-file", .letter = 'r', .value = "FILE", .names_file = true},
    {.name = "config", .value = "FILE"},
    {.name = "use", .value = "SECTION"},
};

// A file "tls.conf" in a folder of its own, which is the working directory.
struct ConfigFile {
  ConfigFile() {
    std::string name = (std::filesystem::temp_directory_path() / "config_test.XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    folder = name;
    std::filesystem::current_path(folder);
  }
  ~ConfigFile() {
    std::filesystem::current_path("/");
    std::filesystem::remove_all(folder);
  }
  std::string parse(const std::string& contents, const std::vector<std::string_view>& arguments,
                    const plugin::ConfigSource& config = {}) {
    std::ofstream("tls.conf") << contents;
    const auto given = plugin::parse_options(kTable, arguments, config);
    if (!given) {
      return "error: " + given.error().text.line();
    }
    std::string text;
    for (const plugin::Given& one : *given) {
      text += std::string(kTable[one.row].name) + "=" + one.value +
              (one.where.empty() ? "" : "@" + one.where) + " ";
    }
    return text;
  }
  std::filesystem::path folder;
};

struct Row {
  const char* name;
  std::string contents;
  std::string expected;
};

BOOST_FIXTURE_TEST_CASE(files_are_read, ConfigFile) {
  const Row rows[] = {
      {"empty", "", ""},
      {"comments and blank lines", "# one\n\n   # two\n\t\n", ""},
      {"value", "hostname = a.example\n", "hostname=a.example@tls.conf:1 "},
      {"no blanks, no newline at the end", "\nhost=a", "hostname=a@tls.conf:2 "},
      {"Windows", "\xef\xbb\xbfhostname = a\r\nipv4\r\n", "hostname=a@tls.conf:1 ipv4=@tls.conf:2 "},
      {"comment behind a value", "match = a # note\nmatch=b#c\nmatch=#d\n",
       "match=a@tls.conf:1 match=b#c@tls.conf:2 match=#d@tls.conf:3 "},
      {"empty value", "hostname =\nhostname = b\n", "hostname=b@tls.conf:2 "},
      {"value with an equals sign", "match = a = b\n", "match=a = b@tls.conf:1 "},
      {"flags", "ipv4 = yes\nverbose\nverbose = on\n",
       "ipv4=@tls.conf:1 verbose=@tls.conf:2 verbose=@tls.conf:3 "},
      {"flags off", "ipv4 = no\nverbose = false\nverbose =\n", ""},
      {"files may be named here", "ca-file = /x\n", "ca-file=/x@tls.conf:1 "},
      {"unknown option", "\nfrob = 1\n",
       "error: tls.conf:2: unknown option; expected a long option of --help without its dashes"},
      {"dashes", "--hostname = 1\n",
       "error: tls.conf:1: unknown option; expected a long option of --help without its dashes"},
      {"letter", "H = 1\n",
       "error: tls.conf:1: unknown option; expected a long option of --help without its dashes"},
      {"no name", "= 1\n",
       "error: tls.conf:1: unknown option; expected a long option of --help without its dashes"},
      {"value missing", "hostname\n",
       "error: tls.conf:1: hostname: the value is missing; expected hostname = HOST"},
      {"flag with a value", "ipv4 = maybe\n", "error: tls.conf:1: ipv4 \"maybe\": expected yes or no"},
      {"config within", "config = other\n", "error: tls.conf:1: \"config\" cannot be given in a file"},
      {"twice", "hostname = a\nhost = b\n", "error: tls.conf:2: hostname b: given twice, expected once"},
      {"excluded", "ipv4\nipv6\n", "error: tls.conf:2: ipv6: cannot be given beside -4, --ipv4"},
      {"section", "hostname = a\n[x]\n",
       "error: tls.conf:2: a section, where only option lines are expected"},
      {"NUL", "hostname = a\0b\n"s, "error: tls.conf:1: a NUL byte: this is not a text file"},
      {"hostile", "a|b\x1b = 1\n",
       "error: tls.conf:1: unknown option; expected a long option of --help without its dashes"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) {
      const bool fails = row.expected.starts_with("error");
      BOOST_TEST(parse(row.contents, {"--config", "tls.conf"}) ==
                 row.expected + (fails ? "" : "config=tls.conf "));
    }
  }
}

BOOST_FIXTURE_TEST_CASE(command_line_wins, ConfigFile) {
  const std::string file = "hostname = a\nmatch = b\nmatch = c\nipv4\n";
  BOOST_TEST(parse(file, {"--config=tls.conf", "-H", "x"}) ==
             "match=b@tls.conf:2 match=c@tls.conf:3 ipv4=@tls.conf:4 config=tls.conf hostname=x ");
  BOOST_TEST(parse(file, {"-m", "y", "--config=tls.conf"}) ==
             "hostname=a@tls.conf:1 ipv4=@tls.conf:4 match=y config=tls.conf ");
  BOOST_TEST(parse(file, {"-6", "--config=tls.conf"}) ==
             "hostname=a@tls.conf:1 match=b@tls.conf:2 match=c@tls.conf:3 ipv6= config=tls.conf ");
}

BOOST_FIXTURE_TEST_CASE(unreadable_files, ConfigFile) {
  BOOST_TEST(parse("", {"--config", "none.conf"}) ==
             "error: --config: cannot read none.conf: No such file or directory");
  BOOST_TEST(parse(std::string((1 << 20) + 1, '\n'), {"--config", "tls.conf"}) ==
             "error: --config: cannot read tls.conf: it has more than 1048576 bytes");
  BOOST_TEST(parse(std::string(1 << 20, '\n'), {"--config", "tls.conf"}) == "config=tls.conf ");
  BOOST_TEST(parse("frob", {}) == "");
}

BOOST_FIXTURE_TEST_CASE(sections_of_a_fixed_file, ConfigFile) {
  const plugin::ConfigSource fixed = {.option = "use", .fixed_file = "tls.conf", .refuse_files = true};
  const Row rows[] = {
      {"the one asked for",
       "# all\n[mail]\nhostname = m\n[ web ]\nhostname = w\nca-file = /w\n[last]\nfrob\n",
       "hostname=w@tls.conf:5 ca-file=/w@tls.conf:6 use=web "},
      {"empty section", "[web]\n", "use=web "},
      {"missing", "[mail]\n", "error: tls.conf has no section [web]"},
      {"no section at all", "", "error: tls.conf has no section [web]"},
      {"option before", "hostname = a\n[web]\n",
       "error: tls.conf:1: expected a [SECTION] before the first option"},
      {"twice", "[web]\n[mail]\n[web]\n", "error: tls.conf:3: section \"web\" for the second time"},
      {"not closed", "[web\n", "error: tls.conf:1: expected [SECTION]"},
      {"nameless", "[ ]\n", "error: tls.conf:1: expected [SECTION]"},
      {"lone bracket", "[\n", "error: tls.conf:1: expected [SECTION]"},
      {"use within", "[web]\nuse = mail\n", "error: tls.conf:2: \"use\" cannot be given in a file"},
  };
  for (const Row& row : rows) {
    BOOST_TEST_CONTEXT(row.name) { BOOST_TEST(parse(row.contents, {"--use=web"}, fixed) == row.expected); }
  }
  BOOST_TEST(parse("frob\n", {"-H", "a"}, fixed) == "hostname=a ");
}
