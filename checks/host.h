// A host as people write it: name, address, URL; Unicode names.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "plugin/result.h"

namespace checks {

struct Host {
  std::string name;  // without scheme, brackets, port and path
  std::optional<std::uint16_t> port;
  std::string protocol;  // the URL's scheme, empty if there was none
};

// "www.example.org", "192.0.2.1", "2001:db8::1", "[2001:db8::1]", "fe80::1%eth0",
// "smtp://mx.example.org:25/". The path of a URL is dropped. Errors: empty, longer than 253 bytes, beginning
// with `-`, with blanks, control or invisible characters, a URL with a user part, "name:port" without a
// scheme.
plugin::Result<Host> parse_host(std::string_view text);

// 1 to 65535.
std::optional<std::uint16_t> parse_port(std::string_view text);

// A host name in ASCII without a trailing dot: IDNA 2008 by libidn2 (opened only when the name is not ASCII),
// lower case. An ASCII name and an address stay as they are but for the dot. An error if the name is not one,
// or libidn2 is not installed.
plugin::Result<std::string> ascii_name(std::string_view name);

}  // namespace checks
