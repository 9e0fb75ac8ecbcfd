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

  // "www.example.org:443", "[2001:db8::1]:443"; the host's characters as given.
  std::string label() const;

  friend bool operator==(const Target&, const Target&) = default;
};

}  // namespace checks
