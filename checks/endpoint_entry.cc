#include "checks/endpoint_entry.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "checks/host.h"
#include "checks/pki/names.h"
#include "checks/starttls/protocol.h"
#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::Error;
using plugin::Result;
using plugin::Text;

constexpr std::string_view kBlanks = " \t\r\n";

Error error(const char* text) { return Error{Text(text)}; }

Error too_long() {
  return Error{Text("an entry has at most " + std::to_string(kMaxEndpointEntry) + " bytes")};
}

// What stands before `separator`, or everything; `rest` is what stands behind it, none if it is not there.
struct Split {
  std::string_view first;
  std::optional<std::string_view> rest;
};

Split split(std::string_view text, std::size_t at) {
  if (at == std::string_view::npos) {
    return {text, std::nullopt};
  }
  return {text.substr(0, at), text.substr(at + 1)};
}

// The colon between host and port. An address without brackets has several, and none of them is it.
std::size_t port_colon(std::string_view authority) {
  if (authority.starts_with('[')) {
    return authority.find(':', authority.find(']'));
  }
  const std::size_t colon = authority.find(':');
  return authority.find(':', colon + 1) == std::string_view::npos ? colon : std::string_view::npos;
}

std::string default_label(const EndpointEntry& entry, const Protocol& protocol) {
  const bool is_ipv6 = entry.host.find(':') != std::string::npos;
  const std::string port = entry.port == protocol.port ? "" : ":" + std::to_string(entry.port);
  const std::string host = is_ipv6 && !port.empty() ? "[" + entry.host + "]" : entry.host;
  return host + port + (entry.protocol == "tls" ? "" : "/" + entry.protocol);
}

Result<EndpointEntry> completed(Host host, std::string_view protocol_name) {
  const Protocol* protocol = find_protocol(protocol_name);
  if (!protocol) {
    return error("expected a protocol of --list-protocols");
  }
  if (!plugin::is_utf8(host.name)) {
    return error("expected UTF-8");
  }
  EndpointEntry entry{std::move(host.name), host.port.value_or(protocol->port), protocol->name, {}, {}};
  entry.label = default_label(entry, *protocol);
  return entry;
}

Result<EndpointEntry> parse_plain(std::string_view text) {
  const Split parts = split(text, text.find('/'));
  if (parts.first.starts_with('[') && parts.first.find(']') == std::string_view::npos) {
    return error("expected a ']' after the IPv6 address");
  }
  const Split authority = split(parts.first, port_colon(parts.first));
  Result<Host> host = parse_host(authority.first);
  if (!host) {
    return host.error();
  }
  if (authority.rest) {
    host->port = parse_port(*authority.rest);
    if (!host->port) {
      return error("expected a port from 1 to 65535 after the host");
    }
  }
  return completed(*std::move(host), parts.rest.value_or("tls"));
}

Result<EndpointEntry> parse_url(std::string_view text) {
  Result<Host> host = parse_host(text);
  if (!host) {
    return host.error();
  }
  const std::string scheme = host->protocol;
  return completed(*std::move(host), scheme);
}

std::string_view trimmed(std::string_view text) { return plugin::trimmed(text, kBlanks); }

// The value of `name=` if the line begins with it; takes it off, up to the next blank.
std::optional<std::string_view> take(std::string_view& line, std::string_view name) {
  if (!line.starts_with(name)) {
    return std::nullopt;
  }
  const std::string_view value = line.substr(name.size(), line.find_first_of(kBlanks) - name.size());
  line = trimmed(line.substr(name.size() + value.size()));
  return value;
}

Result<plugin::Done> set_address(EndpointEntry& entry, std::string_view value) {
  const Result<Host> address = parse_host(value);
  if (!address || !address->protocol.empty() || !plugin::is_utf8(address->name)) {
    return error("expected an address after address=");
  }
  entry.address = address->name;
  return plugin::Done{};
}

}  // namespace

Result<EndpointEntry> parse_endpoint(std::string_view text) {
  if (text.size() > kMaxEndpointEntry) {
    return too_long();
  }
  return text.find("://") == std::string_view::npos ? parse_plain(text) : parse_url(text);
}

Result<EndpointEntry> parse_endpoint_line(std::string_view line) {
  line = trimmed(line);
  if (line.size() > kMaxEndpointEntry) {
    return too_long();
  }
  const std::size_t length = std::min(line.find_first_of(kBlanks), line.size());
  Result<EndpointEntry> entry = parse_endpoint(line.substr(0, length));
  line = trimmed(line.substr(length));
  if (!entry) {
    return entry;
  }
  if (const std::optional<std::string_view> address = take(line, "address=")) {
    if (Result<plugin::Done> done = set_address(*entry, *address); !done) {
      return done.error();
    }
  }
  constexpr std::string_view kLabel = "label=";
  if (line.starts_with(kLabel) && line.size() > kLabel.size()) {
    entry->label = trimmed(line.substr(kLabel.size()));
    line = {};
  }
  if (!line.empty()) {
    return error("expected nothing behind the endpoint but address=ADDR and label=TEXT");
  }
  return entry;
}

}  // namespace checks
