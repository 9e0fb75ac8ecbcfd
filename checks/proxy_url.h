// The URL of a proxy, as people write it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "checks/evidence/target.h"
#include "plugin/result.h"

namespace checks {

// A proxy's URL: "http://squid.example:3128", "socks5h://user@192.0.2.1", "[2001:db8::1]:8080".
struct ProxyUrl {
  Proxy proxy;
  std::string user;  // decoded; empty: none
  std::optional<std::string> password;
};

// What has no scheme is http. SOCKS has the port 1080 (IANA); for http one must be given, since programs do
// not agree on a default (80, 1080, 3128). A path other than "/" is an error, so is https:// (TLS to the
// proxy itself), SOCKS 4, and a user that no login can hold. The error does not repeat the URL, which may
// hold a password.
plugin::Result<ProxyUrl> parse_proxy_url(std::string_view url);

}  // namespace checks
