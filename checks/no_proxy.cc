#include "checks/no_proxy.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "plugin/ascii.h"

namespace checks {
namespace {

std::string_view without_brackets(std::string_view text) {
  return text.starts_with('[') && text.ends_with(']') ? text.substr(1, text.size() - 2) : text;
}

// An address, 4 or 16 bytes; empty: it is none.
std::vector<std::uint8_t> address_bytes(std::string_view text) {
  const std::string copy(without_brackets(text));
  std::vector<std::uint8_t> bytes(16);
  if (inet_pton(AF_INET6, copy.c_str(), bytes.data()) == 1) {
    return bytes;
  }
  bytes.resize(4);
  return inet_pton(AF_INET, copy.c_str(), bytes.data()) == 1 ? bytes : std::vector<std::uint8_t>();
}

bool has_prefix(const std::vector<std::uint8_t>& address, const std::vector<std::uint8_t>& network,
                std::size_t bits) {
  for (std::size_t i = 0; i < bits; ++i) {
    const unsigned mask = 0x80U >> (i % 8);
    if ((address[i / 8] & mask) != (network[i / 8] & mask)) {
      return false;
    }
  }
  return true;
}

struct Range {
  std::vector<std::uint8_t> address;
  std::size_t bits = 0;
};

// "192.0.2.0/24", or an address, a network of one.
std::optional<Range> parse_network(std::string_view entry) {
  const std::size_t slash = entry.find('/');
  Range network{address_bytes(entry.substr(0, slash)), 0};
  const std::size_t most = network.address.size() * 8;
  network.bits = most;
  if (slash != std::string_view::npos) {
    const char* end = entry.data() + entry.size();
    const auto [rest, code] = std::from_chars(entry.data() + slash + 1, end, network.bits);
    if (code != std::errc() || rest != end || network.bits > most) {
      return std::nullopt;
    }
  }
  return most > 0 ? std::optional(std::move(network)) : std::nullopt;
}

bool is_in_network(std::string_view entry, const std::vector<std::uint8_t>& address) {
  const std::optional<Range> network = parse_network(entry);
  return network && network->address.size() == address.size() &&
         has_prefix(address, network->address, network->bits);
}

std::string_view without_dot(std::string_view name) {
  return name.ends_with('.') ? name.substr(0, name.size() - 1) : name;
}

bool is_below(std::string_view entry, std::string_view host) {
  if (entry.starts_with("*.")) {
    entry.remove_prefix(1);
  }
  if (entry.starts_with('.')) {
    entry.remove_prefix(1);
  }
  const std::string name = plugin::lower(without_dot(entry));
  const std::string wanted = plugin::lower(without_dot(host));
  return !name.empty() && (wanted == name || wanted.ends_with("." + name));
}

// The first entry, which `list` loses; empty at the end.
std::string_view take_entry(std::string_view& list) {
  constexpr std::string_view kSeparators = ", \t";
  list.remove_prefix(std::min(list.find_first_not_of(kSeparators), list.size()));
  const std::string_view entry = list.substr(0, list.find_first_of(kSeparators));
  list.remove_prefix(entry.size());
  return entry;
}

}  // namespace

bool is_exception(std::string_view entry, std::string_view host) {
  if (entry == "*") {
    return true;
  }
  const std::vector<std::uint8_t> address = address_bytes(host);
  return address.empty() ? is_below(entry, host) : is_in_network(entry, address);
}

bool are_exceptions(std::string_view list) {
  for (std::string_view entry = take_entry(list); !entry.empty(); entry = take_entry(list)) {
    if (entry.find_first_of("/:") != std::string_view::npos && !parse_network(entry)) {
      return false;
    }
  }
  return true;
}

bool is_among(std::string_view list, const Target& target) {
  for (std::string_view entry = take_entry(list); !entry.empty(); entry = take_entry(list)) {
    if (is_exception(entry, target.host) ||
        (!target.address.empty() && is_exception(entry, target.address))) {
      return true;
    }
  }
  return false;
}

}  // namespace checks
