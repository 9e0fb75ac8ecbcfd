#define BOOST_TEST_MODULE file_options
#include "checks/file_options.h"
#include "checks/command_line.h"

#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace {

using Arguments = std::vector<std::string_view>;

plugin::Result<checks::Settings> read(const Arguments& arguments) {
  return checks::read_settings(arguments, {}, {}, "hostname", checks::Source::files);
}

checks::Settings settings(const Arguments& arguments) {
  plugin::Result<checks::Settings> made = read(arguments);
  BOOST_TEST_REQUIRE(bool(made));
  return *made;
}

BOOST_AUTO_TEST_CASE(served) {
  const struct {
    Arguments arguments;
    const char* label;
    const char* protocol;
    const char* server_name;  // "": none
  } kRows[] = {
      {{"--served", "www.example.org"}, "www.example.org:443", "tls", "www.example.org"},
      {{"--served", "www.example.org:8443"}, "www.example.org:8443", "tls", "www.example.org"},
      {{"--served", "192.0.2.7:8443"}, "192.0.2.7:8443", "tls", ""},
      {{"--served", "2001:db8::7"}, "[2001:db8::7]:443", "tls", ""},
      {{"--served", "[2001:db8::7]:8443"}, "[2001:db8::7]:8443", "tls", ""},
      {{"--served", "192.0.2.7", "-m", "www.example.org"}, "192.0.2.7:443", "tls", "www.example.org"},
      {{"--served", "node1.example.org", "-m", "www.example.org"},
       "node1.example.org:443",
       "tls",
       "www.example.org"},
      {{"--served", "node1.example.org", "-m", "*.example.org"},
       "node1.example.org:443",
       "tls",
       "node1.example.org"},
      {{"--served", "node1.example.org", "-m", "192.0.2.7"},
       "node1.example.org:443",
       "tls",
       "node1.example.org"},
      {{"--served", "mx.example.org", "-P", "smtp"}, "mx.example.org:25", "smtp", "mx.example.org"},
      {{"--served", "smtp://mx.example.org:2525"}, "mx.example.org:2525", "smtp", "mx.example.org"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.label << " by " << row.arguments[1]) {
      const plugin::Result<std::vector<checks::Target>> targets =
          checks::served_targets(settings(row.arguments));
      BOOST_TEST_REQUIRE(bool(targets));
      BOOST_TEST_REQUIRE(targets->size() == 1U);
      BOOST_TEST(targets->front().label() == row.label);
      BOOST_TEST(targets->front().protocol == row.protocol);
      BOOST_TEST(targets->front().server_name.value_or("") == row.server_name);
    }
  }
}

BOOST_AUTO_TEST_CASE(served_in_order) {
  const auto targets = checks::served_targets(settings({"--served", "a.example", "--served", "b.example:1"}));
  BOOST_TEST_REQUIRE(bool(targets));
  BOOST_TEST((*targets)[0].label() == "a.example:443");
  BOOST_TEST((*targets)[1].label() == "b.example:1");
}

BOOST_AUTO_TEST_CASE(served_nowhere) {
  for (const char* bad :
       {"a b", "-y", "a.example:0", "a.example:x", "[::1", "xyz://a.example", "u@a.example"}) {
    BOOST_TEST_CONTEXT(bad) {
      const auto targets = checks::served_targets(settings({"--served", bad}));
      BOOST_TEST_REQUIRE(!targets);
      BOOST_TEST(targets.error().text.line().starts_with("--served " + std::string(bad) + ": "));
    }
  }
}

struct PasswordFile {
  PasswordFile() { std::ofstream(path) << "first line\nsecond line\n"; }
  ~PasswordFile() {
    std::filesystem::remove(path);
    ::unsetenv("TLS_KEY_PASSWORD");
    ::unsetenv("TLS_STORE_PASSWORD");
  }
  const std::string path =
      (std::filesystem::temp_directory_path() / ("file_options_test." + std::to_string(::getpid()))).string();
};

BOOST_FIXTURE_TEST_CASE(passwords, PasswordFile) {
  auto question = checks::file_question(settings({"-f", "a.pem", "--file=b.pem", "--key", "a.key"}));
  BOOST_TEST_REQUIRE(bool(question));
  BOOST_TEST((question->files == std::vector<std::string>{"a.pem", "b.pem"}));
  BOOST_TEST(question->key == "a.key");
  BOOST_TEST(!question->key_password);
  BOOST_TEST(!question->store_password);
  ::setenv("TLS_KEY_PASSWORD", "k", 1);
  ::setenv("TLS_STORE_PASSWORD", "", 1);
  question = checks::file_question(settings({"-f", "a.pem"}));
  BOOST_TEST(question->key_password.value_or("none") == "k");
  BOOST_TEST(question->store_password.value_or("none") == "");
  question = checks::file_question(
      settings({"-f", "a.pem", "--key-password-file", path, "--store-password-file", path}));
  BOOST_TEST(question->key_password.value_or("none") == "first line");
  BOOST_TEST(question->store_password.value_or("none") == "first line");
}

BOOST_AUTO_TEST_CASE(errors) {
  const auto error_of = [](const Arguments& arguments) {
    const plugin::Result<checks::Settings> made = read(arguments);
    const plugin::Result<checks::FileQuestion> question =
        made ? checks::file_question(*made) : plugin::Result<checks::FileQuestion>(made.error());
    return question ? std::string() : question.error().text.line();
  };
  BOOST_TEST(error_of({}) == "-f, --file FILE is missing: the file to check (see --help)");
  BOOST_TEST(error_of({"-f", ""}) == "-f, --file FILE is missing: the file to check (see --help)");
  BOOST_TEST(error_of({"-f", "a", "--key-password-file", "/nothere"}) ==
             "--key-password-file: cannot read /nothere: No such file or directory");
  BOOST_TEST(error_of({"-f", "a", "--store-password-file", "/nothere"}) ==
             "--store-password-file: cannot read /nothere: No such file or directory");
  BOOST_TEST(!error_of({"-f", "a", "-H", "www.example.org"}).empty());
}

}  // namespace
