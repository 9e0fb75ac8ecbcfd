#include "checks/host.h"

#include <dlfcn.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <memory>

#include "checks/pki/names.h"

namespace checks {
namespace {

constexpr std::size_t kMaxName = 253;  // RFC 1035, 2.3.4: 255 octets on the wire

plugin::Error error(const char* text) { return plugin::Error{plugin::Text(text)}; }

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
}

// `*`: a certificate may be asked for its wildcard.
bool is_name_character(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == '*' || c >= 0x80;
}

// Invisible and direction-changing characters are in no name, but for the two joiners that some scripts need
// (RFC 5892, A.1 and A.2).
bool has_hidden_character(std::string_view name) {
  std::string rest(name);
  for (const std::string_view joiner : {"\xe2\x80\x8c", "\xe2\x80\x8d"}) {
    for (std::size_t at = rest.find(joiner); at != std::string::npos; at = rest.find(joiner, at)) {
      rest.erase(at, joiner.size());
    }
  }
  return plugin::is_utf8(rest) && plugin::Text(rest).line() != rest;
}

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool has_empty_label(std::string_view name) {
  name = without_dot(name);
  return name.empty() || name.starts_with('.') || name.ends_with('.') ||
         name.find("..") != std::string_view::npos;
}

plugin::Result<Host> checked(Host host) {
  if (host.name.empty()) {
    return error("expected a host name or address");
  }
  if (host.name.front() == '-') {
    return error("expected a host name or address, which cannot begin with '-'");
  }
  if (without_dot(host.name).size() > kMaxName) {
    return error("a host name has at most 253 characters");
  }
  const std::size_t scope = std::min(host.name.find('%'), host.name.size());
  const bool has_colon = host.name.find(':') < scope;
  if (has_colon && !is_ip_address(std::string_view(host.name).substr(0, scope))) {
    return error(
        "expected a host name, an address or a URL such as https://HOST:PORT (a port is given by -p)");
  }
  const auto checked_from = host.name.begin() + (has_colon ? std::min(scope + 1, host.name.size()) : 0);
  if (!std::all_of(checked_from, host.name.end(), is_name_character) || has_hidden_character(host.name)) {
    return error("expected a host name or address, without blanks or special characters");
  }
  if (!has_colon && has_empty_label(host.name)) {
    return error("expected a host name without empty parts (a dot at its start, or two in a row)");
  }
  return host;
}

// "host:port", "[addr]:port", "host" of a URL.
plugin::Result<Host> parse_authority(std::string_view authority, std::string protocol) {
  if (authority.find('@') != std::string_view::npos) {
    return error("a URL with a user part is not accepted");
  }
  Host host{{}, std::nullopt, std::move(protocol)};
  std::string_view rest;
  if (authority.starts_with('[')) {
    const std::size_t end = authority.find(']');
    if (end == std::string_view::npos) {
      return error("expected a ']' after the IPv6 address");
    }
    host.name = authority.substr(1, end - 1);
    rest = authority.substr(end + 1);
  } else {
    const std::size_t colon = authority.find(':');
    host.name = authority.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : authority.substr(colon);
  }
  if (!rest.empty() && rest != ":") {
    host.port = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
    if (!host.port) {
      return error("expected a port from 1 to 65535 after the host");
    }
  }
  return checked(std::move(host));
}

// int idn2_to_ascii_8z(const char* input, char** output, int flags), of libidn2.
using ToAscii = int (*)(const char*, char**, int);
constexpr int kNfcInput = 1;
constexpr int kNonTransitional = 8;

ToAscii load_libidn2() {
  void* library = dlopen("libidn2.so.0", RTLD_NOW | RTLD_LOCAL);
  return library ? reinterpret_cast<ToAscii>(dlsym(library, "idn2_to_ascii_8z")) : nullptr;
}

}  // namespace

std::optional<std::uint16_t> parse_port(std::string_view text) {
  unsigned value = 0;
  const char* end = text.data() + text.size();
  const auto [rest, code] = std::from_chars(text.data(), end, value);
  if (code != std::errc() || rest != end || value < 1 || value > 65535) {
    return std::nullopt;
  }
  return static_cast<std::uint16_t>(value);
}

plugin::Result<Host> parse_host(std::string_view text) {
  const std::size_t scheme = text.find("://");
  if (scheme == 0) {
    return error("expected a URL such as https://HOST:PORT");
  }
  if (scheme != std::string_view::npos) {
    std::string_view authority = text.substr(scheme + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    return parse_authority(authority, std::string(text.substr(0, scheme)));
  }
  if (text.starts_with('[') && text.ends_with(']')) {
    text = text.substr(1, text.size() - 2);
  }
  return checked({std::string(text), std::nullopt, {}});
}

plugin::Result<std::string> ascii_name(std::string_view name) {
  if (is_ascii(name)) {
    return std::string(without_dot(name));
  }
  const ToAscii to_ascii = load_libidn2();
  if (!to_ascii) {
    return error(
        "a name with characters beyond ASCII needs libidn2 (package libidn2-0), or give it in its xn-- form");
  }
  char* ascii = nullptr;
  const int code = to_ascii(std::string(name).c_str(), &ascii, kNfcInput | kNonTransitional);
  const std::unique_ptr<char, decltype(&std::free)> holder(ascii, &std::free);
  if (code != 0 || !ascii) {
    return error("not a valid internationalised host name");
  }
  return std::string(without_dot(ascii));
}

}  // namespace checks
