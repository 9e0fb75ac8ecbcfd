#include "checks/pki/names.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

#include "plugin/ascii.h"

namespace checks {
namespace {

using plugin::equal_ignoring_case;

// An address in network order; IPv4 has 4 octets, IPv6 16. Size 0: not an address.
struct Address {
  std::array<std::uint8_t, 16> octets{};
  std::size_t size = 0;

  friend bool operator==(const Address&, const Address&) = default;
};

Address address_of(std::string_view text) {
  char terminated[INET6_ADDRSTRLEN] = {};
  Address address;
  if (text.size() >= sizeof terminated || text.find('\0') != std::string_view::npos) {
    return address;
  }
  std::ranges::copy(text, terminated);
  if (inet_pton(AF_INET, terminated, address.octets.data()) == 1) {
    address.size = 4;
  } else if (inet_pton(AF_INET6, terminated, address.octets.data()) == 1) {
    address.size = 16;
  }
  return address;
}

// Letters, digits, hyphens and (beyond RFC 5280, but in use) underscores, in labels that are not empty.
bool is_host_name(std::string_view name) {
  bool is_label_empty = true;
  for (const char c : name) {
    const char small = plugin::lower(c);
    if (c == '.' ? is_label_empty
                 : !((small >= 'a' && small <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_')) {
      return false;
    }
    is_label_empty = c == '.';
  }
  return !is_label_empty;
}

// RFC 9525, 6.3: the wildcard is the complete leftmost label and stands for exactly one.
bool matches_wildcard(std::string_view pattern, std::string_view name) {
  const std::string_view parent = pattern.substr(2);
  const std::size_t dot = name.find('.');
  return is_host_name(parent) && parent.find('.') != std::string_view::npos &&
         dot != std::string_view::npos && equal_ignoring_case(name.substr(dot + 1), parent);
}

bool matches(std::string_view pattern, std::string_view name) {
  return pattern.starts_with("*.") ? matches_wildcard(pattern, name) : equal_ignoring_case(pattern, name);
}

std::optional<std::string> covering_address(const CertificateFacts& certificate, const Address& wanted) {
  for (const std::string& entry : certificate.ip_addresses) {
    if (address_of(entry) == wanted) {
      return entry;
    }
  }
  return std::nullopt;
}

}  // namespace

bool is_ip_address(std::string_view text) { return address_of(text).size != 0; }

std::optional<std::string> covering_name(const CertificateFacts& certificate, std::string_view name) {
  if (name.ends_with('.')) {
    name.remove_suffix(1);
  }
  if (const Address address = address_of(name); address.size != 0) {
    return covering_address(certificate, address);
  }
  if (!is_host_name(name)) {
    return std::nullopt;
  }
  for (const std::string& entry : certificate.dns_names) {
    if (matches(entry, name)) {
      return entry;
    }
  }
  return std::nullopt;
}

}  // namespace checks
