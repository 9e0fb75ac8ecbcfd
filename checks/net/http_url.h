// The URLs that we fetch from: `http` and nothing else, strictly read. RFC 3986 and RFC 9110, 4.2.1.
//
// They come from certificates and from redirects, so from strangers. Boost.URL would do, but brings a global
// constructor into every start of a program.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace checks {

// RFC 9110, 4.1 asks for 8,000; of a certificate 2,000 are kept (checks/pki/facts.h).
inline constexpr std::size_t kMaxHttpUrl = 4096;

struct HttpUrl {
  std::string host;  // a name, lower case, or an address without brackets
  std::uint16_t port = 80;
  std::string target;  // "/path?query" as written, at least "/"

  // The value of the Host header: "ca.example", "ca.example:8080", "[2001:db8::1]".
  std::string authority() const;
  std::string text() const { return "http://" + authority() + target; }

  friend bool operator==(const HttpUrl&, const HttpUrl&) = default;
};

// None: `why` gets what is wrong, in words that follow the URL: "is not an http:// URL", "has a user part",
// "has the character '\x01'". Refused: blanks, control characters, bytes above 0x7e, any scheme but http,
// user parts, hosts that are no name or address (escapes included), ports that are no number. A fragment is
// dropped.
std::optional<HttpUrl> parse_http_url(std::string_view text, std::string& why);

// Where `reference`, the Location of a redirect, leads from `base` (RFC 3986, 5.2): another URL,
// "//host/path",
// "/path", "path", "?query".
std::optional<HttpUrl> follow_reference(const HttpUrl& base, std::string_view reference, std::string& why);

}  // namespace checks
