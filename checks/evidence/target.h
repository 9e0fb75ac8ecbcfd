// What is to be checked: one endpoint.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/evidence/tls_version.h"

namespace checks {

enum class AddressFamily { any, ipv4, ipv6 };

// "any", "ipv4", "ipv6".
const char* word(AddressFamily family);
std::optional<AddressFamily> address_family_from_word(std::string_view text);

// How a proxy is spoken to: the scheme of its URL. `socks5h` and `http` give it the name of the server to
// look up; with `socks5` this machine does that and gives it the address.
enum class ProxyKind { http, socks5, socks5h };

// "http", "socks5", "socks5h".
const char* word(ProxyKind kind);
std::optional<ProxyKind> proxy_kind_from_word(std::string_view text);

struct Proxy {
  ProxyKind kind = ProxyKind::http;
  std::string host;  // a name in ASCII, or an address without brackets
  std::uint16_t port = 0;

  bool looks_up_names() const { return kind != ProxyKind::socks5; }
  // "squid.example:3128", "[2001:db8::1]:1080".
  std::string label() const;

  friend bool operator==(const Proxy&, const Proxy&) = default;
};

// The header of the PROXY protocol, sent before the first byte (checks/net/proxy_header.h).
enum class ProxyHeader { none, v1, v2 };

// "none", "v1", "v2".
const char* word(ProxyHeader header);
std::optional<ProxyHeader> proxy_header_from_word(std::string_view text);

struct Target {
  std::string
      host;  // as given: a name (perhaps Unicode, perhaps with a trailing dot) or an address without brackets
  std::string
      address;  // connect here instead of resolving host (its ASCII form where it is Unicode); empty: resolve
  std::uint16_t port = 443;
  std::string protocol = "tls";            // a name in the table of checks/starttls
  std::optional<std::string> server_name;  // sent as SNI, in ASCII; none: no SNI
  AddressFamily family = AddressFamily::any;
  bool every_address = false;           // of those that the name has; else the first one that answers
  bool both_keys = false;               // also one handshake for an RSA certificate alone, and one for ECDSA
  std::vector<TlsVersion> refuse = {};  // tried one by one: the server should refuse them
  std::optional<Proxy> proxy = {};      // the way there; none: direct
  ProxyHeader proxy_header = ProxyHeader::none;

  // "www.example.org:443", "[2001:db8::1]:443"; the host's characters as given.
  std::string label() const;

  friend bool operator==(const Target&, const Target&) = default;
};

}  // namespace checks
