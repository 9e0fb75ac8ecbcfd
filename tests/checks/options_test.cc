#define BOOST_TEST_MODULE options
#include "checks/command_line.h"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

namespace {

using Arguments = std::vector<std::string_view>;

plugin::Result<checks::Settings> read(const Arguments& arguments) {
  return checks::read_settings(arguments, {}, {});
}

std::string error_of(const Arguments& arguments) {
  plugin::Result<checks::Settings> settings = read(arguments);
  if (!settings) {
    return settings.error().text.line();
  }
  const plugin::Result<checks::Target> target = checks::endpoint(*settings);
  return target ? "" : target.error().text.line();
}

checks::Target target_of(const Arguments& arguments) {
  const plugin::Result<checks::Settings> settings = read(arguments);
  BOOST_TEST_REQUIRE(bool(settings));
  plugin::Result<checks::Target> target = checks::endpoint(*settings);
  BOOST_TEST_REQUIRE(bool(target));
  return *target;
}

BOOST_AUTO_TEST_CASE(makes_a_target) {
  const struct {
    Arguments arguments;
    const char* label;
    const char* protocol;
    const char* server_name;  // "": none
  } kRows[] = {
      {{"-H", "www.example.org"}, "www.example.org:443", "tls", "www.example.org"},
      {{"--host", "www.example.org."}, "www.example.org.:443", "tls", "www.example.org"},
      {{"-H", "www.example.org", "-p8443"}, "www.example.org:8443", "tls", "www.example.org"},
      {{"-H", "mx.example.org", "-P", "smtp"}, "mx.example.org:25", "smtp", "mx.example.org"},
      {{"-H", "mx.example.org", "--starttls=SMTP", "-p", "2525"},
       "mx.example.org:2525",
       "smtp",
       "mx.example.org"},
      {{"-H", "smtp://mx.example.org:25"}, "mx.example.org:25", "smtp", "mx.example.org"},
      {{"-H", "https://www.example.org:8443/x"}, "www.example.org:8443", "https", "www.example.org"},
      {{"-H", "192.0.2.1"}, "192.0.2.1:443", "tls", ""},
      {{"-H", "2001:db8::1"}, "[2001:db8::1]:443", "tls", ""},
      {{"-H", "192.0.2.1", "--sni", "www.example.org"}, "192.0.2.1:443", "tls", "www.example.org"},
      {{"-H", "www.example.org", "--no-sni"}, "www.example.org:443", "tls", ""},
      {{"-H", "bücher.example"}, "bücher.example:443", "tls", "xn--bcher-kva.example"},
      {{"-H", "www.example.org", "--sni", ""}, "www.example.org:443", "tls", "www.example.org"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.label << " " << row.protocol) {
      const checks::Target target = target_of(row.arguments);
      BOOST_TEST(target.label() == row.label);
      BOOST_TEST(target.protocol == row.protocol);
      BOOST_TEST(target.server_name.value_or("") == row.server_name);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_unicode_name_is_looked_up_in_ascii) {
  const struct {
    Arguments arguments;
    const char* address;  // "": the host as given
  } kRows[] = {
      {{"-H", "www.example.org."}, ""},
      {{"-H", "bücher.example"}, "xn--bcher-kva.example"},
      {{"-H", "bücher.example."}, "xn--bcher-kva.example."},
      {{"-H", "bücher.example", "--no-sni"}, "xn--bcher-kva.example"},
      {{"-H", "bücher.example", "-I", "192.0.2.1"}, "192.0.2.1"},
      {{"-H", "a", "-I", "bücher.example"}, "xn--bcher-kva.example"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.address) { BOOST_TEST(target_of(row.arguments).address == row.address); }
  }
}

BOOST_AUTO_TEST_CASE(a_program_has_no_options_that_mean_nothing_to_it) {
  BOOST_TEST(bool(checks::read_settings(Arguments{"-o", "json"}, {}, {})));
  BOOST_TEST(!checks::read_settings(Arguments{"-o", "json"}, {}, {}, "verbose output"));
  BOOST_TEST(!checks::read_settings(Arguments{"-v"}, {}, {}, "verbose output"));
  BOOST_TEST(bool(checks::read_settings(Arguments{"--max-output=999"}, {}, {}, "verbose output")));
}

BOOST_AUTO_TEST_CASE(a_usage_error_names_the_option_and_what_it_takes) {
  const struct {
    Arguments arguments;
    const char* error;
  } kRows[] = {
      {{}, "-H, --hostname HOST is missing: the name or address to check (see --help)"},
      {{"-H", ""}, "-H, --hostname HOST is missing: the name or address to check (see --help)"},
      {{"-H", "a", "-p", "99999"}, "-p, --port 99999: expected a port from 1 to 65535"},
      {{"-H", "a", "-P", "gopher"}, "-P, --protocol gopher: expected a protocol of --list-protocols"},
      {{"-H", "gopher://a"},
       "-H, --hostname gopher://a: expected a URL whose scheme is a protocol of --list-protocols"},
      {{"-H", "https://a:1", "-p", "2"}, "-p, --port: the URL given as host names another port"},
      {{"-H", "https://a", "-P", "smtp"}, "-P, --protocol: the URL given as host names another protocol"},
      {{"-H", "a", "--fingerprint", "12:34"},
       "--fingerprint 12:34: expected a SHA-1 or SHA-256 fingerprint: 40 or 64 hexadecimal digits"},
      {{"-H", "a", "--pin", "abc"},
       "--pin abc: expected sha256// and the base64 of the SHA-256 of the public key, as curl's "
       "--pinnedpubkey"},
      {{"-H", "a", "--serial", "xyz"}, "--serial xyz: expected a serial number in hexadecimal"},
      {{"-H", "a", "--min-tls", "1.4"}, "--min-tls 1.4: expected a TLS version: 1.0, 1.1, 1.2 or 1.3"},
      {{"-H", "a", "--refuse", "ssl3,tls2"},
       "--refuse ssl3,tls2: expected TLS versions, separated by commas: ssl3, tls1, tls1.1, tls1.2, tls1.3"},
      {{"-H", "a", "--refuse", "ssl3", "--starttls", "mariadb"},
       "--refuse: not with -P mysql, since the server counts handshakes that fail and would block this "
       "machine's address at max_connect_errors"},
      {{"-H", "mysql://a", "--both-keys"},
       "--both-keys: not with -P mysql, since the server counts handshakes that fail and would block this "
       "machine's address at max_connect_errors"},
      {{"-H", "a", "--refuse", "ssl3", "-P", "rfb"},
       "--refuse: not with -P vnc, since TigerVNC counts handshakes that fail and blocks this machine's "
       "address ('Too many security failures')"},
      {{"-H", "vnc://a", "--both-keys"},
       "--both-keys: not with -P vnc, since TigerVNC counts handshakes that fail and blocks this machine's "
       "address ('Too many security failures')"},
      {{"-H", "a", "--profile", "all"}, "--profile all: expected none, rfc5280, webpki or auto"},
      {{"-H", "a", "--max-depth", "-1"}, "--max-depth -1: expected a number of intermediates, from 0 to 100"},
      {{"-H", "a", "--max-depth", "101"},
       "--max-depth 101: expected a number of intermediates, from 0 to 100"},
      {{"-H", "a", "--max-validity", "0"}, "--max-validity 0: expected auto, off or a number of days"},
      {{"-H", "a", "--aia", "yes"}, "--aia yes: expected never, auto or always"},
      {{"-H", "a", "-t", "0"}, "-t, --timeout 0: expected seconds, such as 10 or 2.5, from 0.001 to 3600"},
      {{"-H", "a", "--sni", "https://b"}, "--sni https://b: expected a name, not a URL"},
      {{"-H", "a", "--sni", "\xff"}, "--sni \\xff: not a valid internationalised host name"},
      {{"-H", "\xff", "--no-sni"}, "-H, --hostname \\xff: not a valid internationalised host name"},
      {{"-H", "a", "-I", "\xff"}, "-I, --address \\xff: not a valid internationalised host name"},
      {{"-H", "a", "-I", "tls://b"}, "-I, --address tls://b: expected an address, not a URL"},
      {{"-H", "a", "-m", "tls://b"}, "-m, --match tls://b: expected a name or an address, not a URL"},
      {{"-H", "a", "-o", "xml"}, "-o, --output xml: expected nagios, json or text"},
      {{"-H", "a", "--store", "x"},
       "--store x: expected NAME or NAME=PATH with a NAME of openssl, roots-only, python, certifi, java, "
       "node, "
       "go, gnutls, browser"},
      {{"-H", "a", "--store", "java="},
       "--store java=: expected NAME or NAME=PATH with a NAME of openssl, roots-only, python, certifi, java, "
       "node, go, gnutls, browser"},
      {{"-H", "a", "--store", "=/x"},
       "--store =/x: expected NAME or NAME=PATH with a NAME of openssl, roots-only, python, certifi, java, "
       "node, go, gnutls, browser"},
      {{"-H", "a", "--require-clients", "java,curl"},
       "--require-clients java,curl: expected a comma list of openssl, roots-only, python, certifi, java, "
       "node, go, gnutls, browser"},
      {{"-H", "a", "--severity", "x"},
       "--severity x: expected ID=STATE or ID:undetermined=STATE with OK, WARNING, CRITICAL or UNKNOWN"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.error) { BOOST_TEST(error_of(row.arguments) == row.error); }
  }
  BOOST_TEST(!error_of({"-H", "a", "--clients", "--no-clients"}).empty());
  BOOST_TEST(!error_of({"-H", "a", "--no-clients", "--require-clients", "go"}).empty());
  BOOST_TEST(!error_of({"-H", "a", "-w", "5", "-c", "10"}).empty());
  BOOST_TEST(!error_of({"-H", "a", "--chain-warning", "5", "--chain-critical", "10"}).empty());
}

BOOST_AUTO_TEST_CASE(clients) {
  const auto defaults = read({"-H", "a"});
  BOOST_TEST_REQUIRE(bool(defaults));
  BOOST_TEST((!defaults->shows_clients && !defaults->policy.judges_clients && !defaults->store));
  const auto asked = read({"-H", "a", "--clients"});
  BOOST_TEST_REQUIRE(bool(asked));
  BOOST_TEST((asked->shows_clients && asked->policy.judges_clients));
  const auto none = read({"-H", "a", "--no-clients"});
  BOOST_TEST_REQUIRE(bool(none));
  BOOST_TEST((!none->shows_clients && !none->policy.judges_clients));
  const auto required = read({"-H", "a", "--require-clients", "java,roots-only", "--require-clients", "go"});
  BOOST_TEST_REQUIRE(bool(required));
  BOOST_TEST((required->shows_clients && required->policy.judges_clients));
  BOOST_TEST((required->policy.required_clients ==
              std::vector{checks::ClientId::java, checks::ClientId::roots_only, checks::ClientId::go}));
}

BOOST_AUTO_TEST_CASE(stores_of_clients) {
  const auto settings =
      read({"-H", "a", "--store", "java", "--store", "java=/a/cacerts", "--store", "certifi=/b/x=y.pem",
            "--venv", "/v", "--venv", "/w", "--write-chain", "/c.pem"});
  BOOST_TEST_REQUIRE(bool(settings));
  BOOST_TEST((settings->store == checks::ClientId::java));
  BOOST_TEST_REQUIRE(settings->store_places.size() == 2U);
  BOOST_TEST((settings->store_places[0].client == checks::ClientId::java));
  BOOST_TEST(settings->store_places[0].path == "/a/cacerts");
  BOOST_TEST((settings->store_places[1].client == checks::ClientId::certifi));
  BOOST_TEST(settings->store_places[1].path == "/b/x=y.pem");
  BOOST_TEST(settings->virtual_environments == (std::vector<std::string>{"/v", "/w"}),
             boost::test_tools::per_element());
  BOOST_TEST(settings->write_chain == "/c.pem");
}

BOOST_AUTO_TEST_CASE(fetching) {
  const auto defaults = read({"-H", "a"});
  BOOST_TEST_REQUIRE(bool(defaults));
  BOOST_TEST((defaults->policy.aia == checks::AiaMode::automatic));
  BOOST_TEST(!defaults->fetch_private);
  BOOST_TEST(defaults->cache.empty());
  const auto given = read({"-H", "a", "--aia", "always", "--fetch-private", "--cache", "/c"});
  BOOST_TEST_REQUIRE(bool(given));
  BOOST_TEST((given->policy.aia == checks::AiaMode::always));
  BOOST_TEST(given->fetch_private);
  BOOST_TEST(given->cache == "/c");
  const auto never = read({"-H", "a", "--aia", "never"});
  BOOST_TEST_REQUIRE(bool(never));
  BOOST_TEST((never->policy.aia == checks::AiaMode::never));
}

BOOST_AUTO_TEST_CASE(fills_the_policy) {
  const plugin::Result<checks::Settings> read_settings =
      read({"-H",
            "a",
            "-i",
            "Example",
            "-i",
            "Other",
            "--serial",
            "0x00:AB",
            "--fingerprint",
            "AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA:AA",
            "--pin",
            "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
            "--min-tls",
            "TLSv1.3",
            "--both-keys",
            "--refuse",
            "tls1.1,SSLv3,tls1",
            "--refuse",
            "TLSv1.0,ssl3",
            "--max-validity",
            "90",
            "--profile",
            "webpki",
            "--max-depth",
            "0",
            "-s",
            "-t",
            "2.5",
            "-vv",
            "-v",
            "--only",
            "a,b",
            "--only",
            "c"});
  BOOST_TEST_REQUIRE(bool(read_settings));
  const checks::Policy& policy = read_settings->policy;
  BOOST_TEST(policy.issuers.size() == 2U);
  BOOST_TEST(policy.serials.front() == "ab");
  BOOST_TEST(policy.fingerprints.front() == std::string(40, 'a'));
  BOOST_TEST(policy.pins.front() == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  BOOST_TEST(int(policy.min_tls) == int(checks::TlsVersion::tls1_3));
  BOOST_TEST(read_settings->both_keys);
  const std::vector<checks::TlsVersion> refuse{checks::TlsVersion::ssl3, checks::TlsVersion::tls1_0,
                                               checks::TlsVersion::tls1_1};
  BOOST_TEST((read_settings->refuse == refuse));
  BOOST_TEST(policy.max_validity.days == 90);
  BOOST_TEST(int(policy.profile) == int(checks::Profile::webpki));
  BOOST_TEST(policy.max_depth.value_or(-1) == 0);
  BOOST_TEST(policy.allow_self_signed);
  BOOST_TEST(read_settings->timeout.count() == 2500);
  BOOST_TEST(read_settings->verbosity == 3);
  BOOST_TEST(read_settings->grading.only.size() == 3U);
}

BOOST_AUTO_TEST_CASE(names_default_to_the_server_name) {
  const struct {
    Arguments arguments;
    std::vector<std::string> names;
  } kRows[] = {
      {{"-H", "www.example.org"}, {"www.example.org"}},
      {{"-H", "www.example.org", "--no-sni"}, {"www.example.org"}},
      {{"-H", "192.0.2.1"}, {"192.0.2.1"}},
      {{"-H", "fe80::1%lo"}, {"fe80::1"}},
      {{"-H", "192.0.2.1", "--sni", "www.example.org"}, {"www.example.org"}},
      {{"-H", "www.example.org", "-m", "a.example", "-m", "bücher.example"},
       {"a.example", "xn--bcher-kva.example"}},
  };
  for (const auto& row : kRows) {
    const plugin::Result<checks::Settings> settings = read(row.arguments);
    BOOST_TEST_REQUIRE(bool(settings));
    const plugin::Result<std::vector<std::string>> names =
        checks::names_to_match(*settings, target_of(row.arguments));
    BOOST_TEST_REQUIRE(bool(names));
    BOOST_TEST(*names == row.names, boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(a_caller_who_is_not_trusted_with_paths_names_no_file) {
  const plugin::ConfigSource config{
      .option = "use", .fixed_file = "/nonexistent/zabbix_tls.conf", .refuse_files = true};
  for (const char* option : {"--ca-file", "-r", "--rootcert", "--ca-path", "--save-evidence", "--replay",
                             "--config", "--store", "--venv", "--write-chain"}) {
    BOOST_TEST_CONTEXT(option) {
      BOOST_TEST(!checks::read_settings(
          Arguments{"-H", "a", option, option == std::string_view("--store") ? "go=/x" : "x"}, config, {}));
    }
  }
  BOOST_TEST(bool(checks::read_settings(Arguments{"-H", "a"}, config, {})));
}

// Zabbix gives both the macro, which may be empty, and the technical name of its host, which may be no host.
BOOST_AUTO_TEST_CASE(the_default_host_is_taken_where_none_is_given_and_else_not_looked_at) {
  const plugin::ConfigSource config{
      .option = "use", .fixed_file = "/nonexistent/zabbix_tls.conf", .refuse_files = true};
  const struct {
    Arguments arguments;
    const char* host;
    const char* error;
  } kRows[] = {
      {{"--hostname=", "--default-hostname=www.example.org"}, "www.example.org", ""},
      {{"--default-hostname=https://www.example.org:8443"}, "www.example.org", ""},
      {{"--hostname=a.example", "--default-hostname=www.example.org"}, "a.example", ""},
      {{"--hostname=a.example", "--default-hostname=Web server 1"}, "a.example", ""},
      {{"--hostname=a.example", "--default-hostname=https://b.example:8443", "-p", "443"}, "a.example", ""},
      {{"--hostname=", "--default-hostname="}, "", ""},
      {{"--default-hostname=Web server 1"},
       "",
       "--default-hostname Web server 1: expected a host name or address, without blanks or special "
       "characters"},
      {{"--default-hostname=https://b.example:8443", "-p", "443"},
       "",
       "-p, --port: the URL given as host names another port"},
  };
  for (const auto& row : kRows) {
    const plugin::Result<checks::Settings> settings = checks::read_settings(row.arguments, config, {});
    BOOST_TEST((settings ? "" : settings.error().text.line()) == row.error);
    BOOST_TEST((settings ? settings->host : "") == row.host);
  }
  BOOST_TEST(!checks::read_settings(Arguments{"--default-hostname=a.example"}, {}, {}));
}

BOOST_AUTO_TEST_CASE(rows_are_complete) {
  for (const plugin::Option<checks::Settings>& row : checks::option_table({})) {
    BOOST_TEST_CONTEXT(row.spec.name) {
      BOOST_TEST(std::string(row.spec.help) != "");
      BOOST_TEST(std::string(row.spec.group) != "");
      BOOST_TEST(std::string(row.spec.name) != "use");
    }
  }
}

}  // namespace
