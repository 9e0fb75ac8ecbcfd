// One endpoint as people list it, in a macro or as a line of a file.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "plugin/result.h"

namespace checks {

struct EndpointEntry {
  std::string host;        // name or address, without brackets; Unicode as written
  std::uint16_t port = 0;  // as written, else the protocol's
  std::string protocol;    // its name in --list-protocols; "tls" if there was none
  std::string address;     // connect here; empty: look the name up
  std::string label;       // as given, else made of the rest, see below

  friend bool operator==(const EndpointEntry&, const EndpointEntry&) = default;
};

// Bytes of an entry: far above the 253 of a name with all that may stand beside it.
inline constexpr std::size_t kMaxEndpointEntry = 1000;

// "www.example.org", "mx.example.org/smtp", "www.example.org:8443", "[2001:db8::1]:8443/tls", "2001:db8::1",
// "smtp://mx.example.org:25": host[:port][/protocol] or a URL, whose path is dropped. The label is the host,
// with the port where it is not the protocol's, and the protocol where it is not tls: one endpoint has one
// label, however it is written.
//
// The error is what is wrong with the entry, without the entry: "expected a port from 1 to 65535 after the
// host". What is accepted has no control, quoting or shell characters in host and address, and is UTF-8.
plugin::Result<EndpointEntry> parse_endpoint(std::string_view text);

// A line: an endpoint as above, then perhaps `address=ADDR`, then perhaps `label=TEXT` to the end of the
// line, separated by blanks.
plugin::Result<EndpointEntry> parse_endpoint_line(std::string_view line);

}  // namespace checks
