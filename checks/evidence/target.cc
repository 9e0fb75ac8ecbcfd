#include "checks/evidence/target.h"

#include "checks/evidence/words.h"

namespace checks {
namespace {

constexpr std::array<const char*, 3> kFamilies = {"any", "ipv4", "ipv6"};
static_assert(kFamilies.size() == static_cast<std::size_t>(AddressFamily::ipv6) + 1);

constexpr std::array<const char*, 3> kProxies = {"http", "socks5", "socks5h"};
static_assert(kProxies.size() == static_cast<std::size_t>(ProxyKind::socks5h) + 1);

constexpr std::array<const char*, 3> kHeaders = {"none", "v1", "v2"};
static_assert(kHeaders.size() == static_cast<std::size_t>(ProxyHeader::v2) + 1);

std::string with_port(const std::string& host, std::uint16_t port) {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

const char* word(AddressFamily family) { return word_of(kFamilies, family); }

std::optional<AddressFamily> address_family_from_word(std::string_view text) {
  return value_of<AddressFamily>(kFamilies, text);
}

const char* word(ProxyKind kind) { return word_of(kProxies, kind); }

std::optional<ProxyKind> proxy_kind_from_word(std::string_view text) {
  return value_of<ProxyKind>(kProxies, text);
}

const char* word(ProxyHeader header) { return word_of(kHeaders, header); }

std::optional<ProxyHeader> proxy_header_from_word(std::string_view text) {
  return value_of<ProxyHeader>(kHeaders, text);
}

std::string Proxy::label() const { return with_port(host, port); }

std::string Target::label() const { return with_port(host, port); }

}  // namespace checks
