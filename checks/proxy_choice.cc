#include "checks/proxy_choice.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "checks/no_proxy.h"
#include "checks/pki/names.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

Error error(std::string_view why) { return Error{Text(why)}; }

const char* first_set(std::span<const char* const> names, Environment environment, std::string_view& value) {
  for (const char* name : names) {
    const char* found = environment(name);
    if (found != nullptr && *found != 0) {
      value = found;
      return name;
    }
  }
  return nullptr;
}

bool needs_no_proxy(const Settings& settings, const Target& target, Environment environment) {
  constexpr std::array<const char*, 2> kVariables = {"no_proxy", "NO_PROXY"};
  std::string_view list = settings.no_proxy;
  if (list.empty() && settings.proxy_from_env) {
    first_set(kVariables, environment, list);
  }
  return is_among(list, target);
}

// The URL with what may be a password left out: "http://...@squid.example:3128".
Text shown(std::string_view url) {
  constexpr std::size_t kMaxShown = 100;
  const std::size_t at = url.rfind('@');
  if (at == std::string_view::npos) {
    return Text::bounded(url, kMaxShown);
  }
  const std::size_t scheme = url.find("://");
  const std::string_view before = scheme < at ? url.substr(0, scheme + 3) : std::string_view();
  return Text::bounded(before, kMaxShown) + "..." + Text::bounded(url.substr(at), kMaxShown);
}

Result<ProxyUrl> given_proxy(const Settings& settings) {
  Result<ProxyUrl> url = parse_proxy_url(settings.proxy);
  const Text option = Text("-x, --proxy ") + shown(settings.proxy) + ": ";
  if (!url) {
    return Error{option + url.error().text};
  }
  if (url->password) {
    return Error{option +
                 "a password does not belong on the command line, where all see it: use --proxy-auth-file"};
  }
  return url;
}

Result<std::optional<ProxyUrl>> proxy_of_environment(Environment environment) {
  constexpr std::array<const char*, 4> kVariables = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
  std::string_view value;
  const char* name = first_set(kVariables, environment, value);
  if (name == nullptr) {
    return std::optional<ProxyUrl>();
  }
  Result<ProxyUrl> url = parse_proxy_url(value);
  if (!url) {
    return Error{Text("--proxy-from-env: the variable ") + name + ", " + shown(value) + ": " +
                 url.error().text};
  }
  return std::optional(*std::move(url));
}

// What only this machine's look-up could grant.
std::optional<Error> fault_of_way(const Proxy& proxy, const Target& target) {
  const std::string& place = target.address.empty() ? target.host : target.address;
  if (place.find('%') != std::string::npos) {
    return error("an address with a scope, such as %eth0, is of this machine alone: no proxy can reach it");
  }
  if (!proxy.looks_up_names() || is_ip_address(place)) {
    return std::nullopt;
  }
  const char* option = target.every_address                  ? "-A, --all-addresses"
                       : target.family == AddressFamily::any ? nullptr
                                                             : "-4, --ipv4 and -6, --ipv6";
  if (option == nullptr) {
    return std::nullopt;
  }
  return Error{Text(option) +
               ": the proxy looks up the name, so its addresses are not seen here: use socks5://, "
               "or give an address by -I"};
}

}  // namespace

Result<std::optional<ProxyUrl>> choose_proxy(const Settings& settings, const Target& target,
                                             Environment environment) {
  std::optional<ProxyUrl> chosen;
  if (!settings.proxy.empty()) {
    Result<ProxyUrl> given = given_proxy(settings);
    if (!given) {
      return given.error();
    }
    chosen = *std::move(given);
  } else if (settings.proxy_from_env) {
    Result<std::optional<ProxyUrl>> found = proxy_of_environment(environment);
    if (!found) {
      return found.error();
    }
    chosen = *std::move(found);
  }
  if (!chosen || needs_no_proxy(settings, target, environment)) {
    return std::optional<ProxyUrl>();
  }
  if (std::optional<Error> fault = fault_of_way(chosen->proxy, target)) {
    return *std::move(fault);
  }
  return chosen;
}

}  // namespace checks
