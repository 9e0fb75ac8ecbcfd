#define BOOST_TEST_MODULE icinga2
#include <boost/test/unit_test.hpp>
#include <chrono>
#include <stdexcept>
#include <string>
#include <vector>

#include "checks/settings.h"
#include "nagios/programs.h"
#include "plugin/file.h"
#include "tests/nagios/icinga2_definitions.h"

namespace {

using definitions::Command;
using definitions::Commands;

constexpr checks::Program kPrograms[] = {nagios::kCheckTls,      nagios::kCheckTlsExpiry,
                                         nagios::kCheckTlsChain, nagios::kCheckTlsCertificate,
                                         nagios::kCheckCertFile, nagios::kCheckTlsList};

std::string read(const std::string& name) {
  plugin::Result<std::string> text = plugin::read_file("nagios/icinga2/" + name, 1'000'000);
  BOOST_TEST_REQUIRE(bool(text));
  return *std::move(text);
}

std::string lines(const std::vector<std::string>& sentences) {
  std::string text;
  for (const std::string& one : sentences) {
    text += one + "\n";
  }
  return text;
}

// "1m" and "60" in seconds.
std::chrono::seconds seconds(const std::string& text) {
  return std::chrono::seconds(std::stoi(text) * (text.ends_with('m') ? 60 : 1));
}

void check_commands(const Commands& commands, const std::string& program_prefix) {
  for (const checks::Program& program : kPrograms) {
    BOOST_TEST_CONTEXT(program.name) {
      const Command command = definitions::resolved(commands, program.name);
      BOOST_TEST(lines(definitions::complaints(program, command)) == "");
      BOOST_TEST(command.program == program_prefix + program.name);
      BOOST_TEST((seconds(command.timeout) > checks::Settings{}.timeout));
      BOOST_TEST((program.source != checks::Source::endpoint ||
                  command.variables.at("tls_hostname") == "$host.name$"));
    }
  }
}

BOOST_AUTO_TEST_CASE(configuration_has_every_option) {
  const Commands commands = definitions::read_config(read("tls-commands.conf"));
  check_commands(commands, "PluginDir/");
  BOOST_TEST(commands.at("tls-endpoint").variables.at("tls_address") == "$check_address$");
}

BOOST_AUTO_TEST_CASE(basket_has_every_option_and_its_field) {
  const Commands commands = definitions::read_basket(read("director-basket.json"));
  check_commands(commands, "");
  BOOST_TEST(commands.at("tls-endpoint").variables.at("tls_address") == "$address$");
  for (const checks::Program& program : kPrograms) {
    BOOST_TEST_CONTEXT(program.name) {
      const Command command = definitions::resolved(commands, program.name);
      BOOST_TEST(lines(definitions::field_complaints(program, command)) == "");
    }
  }
}

BOOST_AUTO_TEST_CASE(basket_describes_as_the_configuration_does) {
  const Commands config = definitions::read_config(read("tls-commands.conf"));
  const Commands basket = definitions::read_basket(read("director-basket.json"));
  for (const auto& [name, command] : basket) {
    for (const auto& [key, argument] : command.arguments) {
      BOOST_TEST_CONTEXT(name << " " << key) {
        if (key != "--verbose") {  // a number in the configuration, a check box in Director
          BOOST_TEST(argument.description == config.at(name).arguments.at(key).description);
        }
      }
    }
  }
}

// The good definition of one option, and what each change to it must bring.
BOOST_AUTO_TEST_CASE(complains_of_what_is_wrong) {
  const Commands good = definitions::read_config(read("tls-commands.conf"));
  const struct {
    const char* key;
    void (*change)(definitions::Argument&);
    const char* complaint;
  } kRows[] = {
      {"--port", [](auto& a) { a.value = "$tls_ports$"; }, "--port: value is not $tls_port$\n"},
      {"--port", [](auto& a) { a.set_if = "$x$"; }, "--port: takes a value and has set_if\n"},
      {"--port", [](auto& a) { a.repeat_key = true; }, "--port: is given once and has repeat_key\n"},
      {"--port", [](auto& a) { a.description = ""; }, "--port: has no description\n"},
      {"--port", [](auto& a) { a.key = "--ports"; }, "--port: is no option of a check\n"},
      {"--no-sni", [](auto& a) { std::swap(a.value, a.set_if); },
       "--no-sni: set_if is not $tls_no_sni$\n--no-sni: a flag has no value\n"},
      {"--match", [](auto& a) { a.repeat_key.reset(); },
       "--match: may be given several times and has no repeat_key\n"},
      {"--match", [](auto& a) { a.repeat_key = false; },
       "--match: may be given several times and has no repeat_key\n"},
      {"--verbose (again)", [](auto& a) { a.key = "--port"; },
       "--verbose (again): the option may be given once\n"},
      {"--help", [](auto& a) { a.key = "--help"; }, "--help: is no option of a check\n"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.complaint) {
      Command command = definitions::resolved(good, "check_tls");
      row.change(command.arguments[row.key]);
      BOOST_TEST(lines(definitions::complaints(nagios::kCheckTls, command)) == row.complaint);
    }
  }
  Command command = definitions::resolved(good, "check_tls");
  command.arguments.erase("--sni");
  BOOST_TEST(lines(definitions::complaints(nagios::kCheckTls, command)) == "--sni: is missing\n");
}

BOOST_AUTO_TEST_CASE(complains_of_fields) {
  const Commands good = definitions::read_basket(read("director-basket.json"));
  Command command = definitions::resolved(good, "check_tls_expiry");
  command.fields.erase("tls_port");
  command.fields["tls_match"] = "String";
  command.fields["tls_more"] = "String";
  BOOST_TEST(lines(definitions::field_complaints(nagios::kCheckTlsExpiry, command)) ==
             "tls_port: has no field\ntls_match: its field is String and not Array\n"
             "tls_more: a field without an option\n");
}

BOOST_AUTO_TEST_CASE(reads_no_other_configuration) {
  const struct {
    const char* text;
    const char* why;
  } kRows[] = {
      {"object Host \"a\" { }", "line 1: expected a CheckCommand"},
      {"object CheckCommand \"a\" {\n env.A = \"b\" }", "line 2: a command with env.A"},
      {"object CheckCommand \"a\" { }\ntemplate CheckCommand \"a\" { }", "line 2: defined twice: a"},
      {"object CheckCommand \"a\" { arguments = { \"-x\" = { order = 1 } } }",
       "line 1: an argument with order"},
      {"object CheckCommand \"a\" {", "line 1: expected w"},
      {"/* object", "line 1: not closed: /*"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.text) {
      BOOST_CHECK_EXCEPTION(
          definitions::read_config(row.text), std::runtime_error,
          [&](const std::runtime_error& error) { return error.what() == std::string(row.why); });
    }
  }
}

}  // namespace
