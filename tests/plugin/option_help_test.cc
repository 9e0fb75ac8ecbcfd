#define BOOST_TEST_MODULE option_help

#include <boost/test/unit_test.hpp>
#include <string>

#include "plugin/options.h"

using plugin::OptionSpec;

BOOST_AUTO_TEST_CASE(help_is_grouped_and_wrapped) {
  constexpr OptionSpec kTable[] = {
      {.name = "hostname",
       .letter = 'H',
       .aliases = "host",
       .value = "HOST",
       .help = "name or address to check; a URL such as smtp://mx.example.org:25 is accepted as well",
       .group = "What to check"},
      {.name = "match",
       .letter = 'm',
       .value = "NAME",
       .help = "name to cover",
       .group = "What to check",
       .repeatable = true},
      {.name = "no-sni", .help = "send no server name", .group = "What to check"},
      {.name = "client-key-password-file", .value = "FILE", .help = "its password", .group = "Client"},
      {.name = "verbose",
       .letter = 'v',
       .aliases = "loud noisy",
       .help = "say more",
       .group = "Client",
       .repeatable = true},
      {.name = "bare", .group = "Client"},
  };
  BOOST_TEST(
      plugin::help_text(kTable) ==
      "What to check:\n"
      "  -H, --hostname HOST         name or address to check; a URL such as smtp://mx.example.org:25 is\n"
      "                              accepted as well (also --host)\n"
      "  -m, --match NAME            name to cover (repeatable)\n"
      "      --no-sni                send no server name\n"
      "\n"
      "Client:\n"
      "      --client-key-password-file FILE\n"
      "                              its password\n"
      "  -v, --verbose               say more (repeatable; also --loud, --noisy)\n"
      "      --bare\n");
}

BOOST_AUTO_TEST_CASE(rows_of_one_group_stand_together) {
  constexpr OptionSpec kTable[] = {
      {.name = "a", .group = "First"}, {.name = "b", .group = "Second"}, {.name = "c", .group = "First"}};
  BOOST_TEST(plugin::help_text(kTable) == "First:\n      --a\n      --c\n\nSecond:\n      --b\n");
}

BOOST_AUTO_TEST_CASE(no_line_is_too_long) {
  const std::string sentence =
      "word " + std::string(60, 'x') + " a bb ccc dddd " + std::string(69, 'y') + " z";
  const OptionSpec table[] = {{.name = "x", .help = sentence.c_str()}};
  const std::string help = plugin::help_text(table);
  for (std::size_t at = 0; at < help.size();) {
    const std::size_t end = help.find('\n', at);
    BOOST_TEST(end - at <= 100u);
    at = end + 1;
  }
}
