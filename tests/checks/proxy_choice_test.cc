#define BOOST_TEST_MODULE proxy_choice
#include "checks/proxy_choice.h"

#include <boost/test/unit_test.hpp>
#include <map>
#include <string>

namespace {

using checks::AddressFamily;
using checks::Settings;
using checks::Target;

using Variables = std::map<std::string, const char*>;

// What the environment is to a plain function pointer.
const Variables* variables = nullptr;

const char* environment(const char* name) {
  const auto found = variables->find(name);
  return found == variables->end() ? nullptr : found->second;
}

// "direct", "http squid.example:3128", with the user and password of the environment; else the error.
std::string choice(const Settings& settings, const Target& target, const Variables& given = {}) {
  variables = &given;
  const plugin::Result<std::optional<checks::ProxyUrl>> chosen =
      checks::choose_proxy(settings, target, &environment);
  if (!chosen) {
    return "error: " + chosen.error().text.line();
  }
  if (!*chosen) {
    return "direct";
  }
  const checks::ProxyUrl& url = **chosen;
  return std::string(word(url.proxy.kind)) + " " + url.proxy.label() +
         (url.user.empty() ? "" : " " + url.user + ":" + url.password.value_or("(none)"));
}

Target target_of(const char* host, const char* address = "") {
  Target target;
  target.host = host;
  target.address = address;
  return target;
}

BOOST_AUTO_TEST_CASE(option_and_environment) {
  const Variables all = {{"https_proxy", "http://a:1"}, {"HTTPS_PROXY", "http://b:1"},
                         {"all_proxy", "http://c:1"},   {"ALL_PROXY", "http://d:1"},
                         {"http_proxy", "http://e:1"},  {"no_proxy", ".example.net"}};
  const struct {
    const char* name;
    const char* proxy;
    bool from_env;
    const char* no_proxy;
    Variables given;
    const char* host;
    const char* choice;
  } kRows[] = {
      {"nothing", "", false, "", {}, "www.example.org", "direct"},
      {"the environment is not asked", "", false, "", all, "www.example.org", "direct"},
      {"option", "socks5h://x", false, "", all, "www.example.org", "socks5h x:1080"},
      {"option before environment", "http://x:1", true, "", all, "www.example.org", "http x:1"},
      {"https_proxy", "", true, "", all, "www.example.org", "http a:1"},
      {"an empty one is none", "", true, "", {{"https_proxy", ""}, {"HTTPS_PROXY", "b:1"}}, "a", "http b:1"},
      {"all_proxy", "", true, "", {{"all_proxy", "socks5://c"}, {"ALL_PROXY", "d:1"}}, "a", "socks5 c:1080"},
      {"ALL_PROXY", "", true, "", {{"ALL_PROXY", "http://d:1"}}, "a", "http d:1"},
      {"not http_proxy", "", true, "", {{"http_proxy", "http://e:1"}}, "a", "direct"},
      {"a password may stand there", "", true, "", {{"https_proxy", "http://u:p@x:1"}}, "a", "http x:1 u:p"},
      {"no_proxy", "", true, "", all, "www.example.net", "direct"},
      {"NO_PROXY", "", true, "", {{"https_proxy", "x:1"}, {"NO_PROXY", "*"}}, "a", "direct"},
      {"no_proxy is not asked", "http://x:1", false, "", all, "www.example.net", "http x:1"},
      {"--no-proxy", "http://x:1", false, "example.org", {}, "www.example.org", "direct"},
      {"--no-proxy in place of no_proxy", "", true, "example.org", all, "www.example.net", "http a:1"},
      {"a variable that is no URL",
       "",
       true,
       "",
       {{"https_proxy", "http://u:secret@x"}},
       "a",
       "error: --proxy-from-env: the variable https_proxy, http://...@x: expected a port, such as "
       "http://HOST:3128"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.name) {
      Settings settings;
      settings.proxy = row.proxy;
      settings.proxy_from_env = row.from_env;
      settings.no_proxy = row.no_proxy;
      BOOST_TEST(choice(settings, target_of(row.host), row.given) == row.choice);
    }
  }
}

BOOST_AUTO_TEST_CASE(no_password_on_the_command_line_and_none_in_an_error) {
  const struct {
    const char* proxy;
    const char* choice;
  } kRows[] = {
      {"http://u:secret@squid.example:3128",
       "error: -x, --proxy http://...@squid.example:3128: a password does not belong on the command line, "
       "where "
       "all see it: use --proxy-auth-file"},
      {"u:secret@squid.example:3128",
       "error: -x, --proxy ...@squid.example:3128: a password does not belong on the command line, where all "
       "see "
       "it: use --proxy-auth-file"},
      {"http://u:se/cret@squid.example",
       "error: -x, --proxy http://...@squid.example: expected a port, such as http://HOST:3128"},
      {"gopher://u:secret@squid.example",
       "error: -x, --proxy gopher://...@squid.example: expected http://HOST:PORT, socks5h://HOST or "
       "socks5://HOST"},
      {"http://u@squid.example:3128", "http squid.example:3128 u:(none)"},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.proxy) {
      Settings settings;
      settings.proxy = row.proxy;
      BOOST_TEST(choice(settings, target_of("www.example.org")) == row.choice);
    }
  }
}

BOOST_AUTO_TEST_CASE(what_a_proxy_that_looks_up_names_cannot_do) {
  constexpr const char* kEvery =
      "error: -A, --all-addresses: the proxy looks up the name, so its addresses are not seen here: use "
      "socks5://, or give an address by -I";
  constexpr const char* kFamily =
      "error: -4, --ipv4 and -6, --ipv6: the proxy looks up the name, so its addresses are not seen here: "
      "use "
      "socks5://, or give an address by -I";
  constexpr const char* kScope =
      "error: an address with a scope, such as %eth0, is of this machine alone: no proxy can reach it";
  const struct {
    const char* proxy;
    const char* host;
    const char* address;
    bool every;
    AddressFamily family;
    const char* choice;
  } kRows[] = {
      {"http://x:1", "a", "", true, AddressFamily::any, kEvery},
      {"socks5h://x", "a", "", true, AddressFamily::any, kEvery},
      {"socks5://x", "a", "", true, AddressFamily::any, "socks5 x:1080"},
      {"http://x:1", "a", "", false, AddressFamily::ipv6, kFamily},
      {"socks5h://x", "a", "", false, AddressFamily::ipv4, kFamily},
      {"socks5://x", "a", "", false, AddressFamily::ipv4, "socks5 x:1080"},
      {"http://x:1", "a", "192.0.2.1", true, AddressFamily::ipv4, "http x:1"},
      {"http://x:1", "192.0.2.1", "", true, AddressFamily::ipv4, "http x:1"},
      {"http://x:1", "a", "b.example", true, AddressFamily::any, kEvery},
      {"socks5://x", "fe80::1%eth0", "", false, AddressFamily::any, kScope},
      {"http://x:1", "a", "fe80::1%eth0", false, AddressFamily::any, kScope},
  };
  for (const auto& row : kRows) {
    BOOST_TEST_CONTEXT(row.proxy << " " << row.host << " " << row.address) {
      Settings settings;
      settings.proxy = row.proxy;
      Target target = target_of(row.host, row.address);
      target.every_address = row.every;
      target.family = row.family;
      BOOST_TEST(choice(settings, target) == row.choice);
      settings.no_proxy = "*";
      BOOST_TEST(choice(settings, target) == "direct");
    }
  }
}

}  // namespace
