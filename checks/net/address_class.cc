#include "checks/net/address_class.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace checks {
namespace {

using Octets = std::array<std::uint8_t, 16>;

struct Block {
  Octets prefix;
  unsigned bits;
  bool is_global;
  const char* name;
};

// https://www.iana.org/assignments/iana-ipv4-special-registry, and multicast (RFC 5771).
constexpr Block kIpv4[] = {
    {{}, 0, true, "global"},
    {{0}, 8, false, "this network"},
    {{10}, 8, false, "private use"},
    {{100, 64}, 10, false, "shared address space"},
    {{127}, 8, false, "loopback"},
    {{169, 254}, 16, false, "link-local"},
    {{172, 16}, 12, false, "private use"},
    {{192, 0, 0}, 24, false, "IETF protocol assignments"},
    {{192, 0, 0, 9}, 32, true, "Port Control Protocol anycast"},
    {{192, 0, 0, 10}, 32, true, "TURN anycast"},
    {{192, 0, 2}, 24, false, "documentation"},
    {{192, 31, 196}, 24, true, "AS112"},
    {{192, 52, 193}, 24, true, "AMT"},
    {{192, 88, 99}, 24, false, "6to4 relay anycast"},
    {{192, 168}, 16, false, "private use"},
    {{192, 175, 48}, 24, true, "AS112"},
    {{198, 18}, 15, false, "benchmarking"},
    {{198, 51, 100}, 24, false, "documentation"},
    {{203, 0, 113}, 24, false, "documentation"},
    {{224}, 4, false, "multicast"},
    {{240}, 4, false, "reserved"},
    {{255, 255, 255, 255}, 32, false, "broadcast"},
};

// https://www.iana.org/assignments/iana-ipv6-special-registry, within what is allocated at all (RFC 4291,
// 2.4).
constexpr Block kIpv6[] = {
    {{}, 0, false, "not allocated"},
    {{}, 96, false, "IPv4-compatible"},
    {{}, 128, false, "unspecified"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, false, "loopback"},
    {{0x20}, 3, true, "global"},
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48, false, "local NAT64"},
    {{0x01, 0x00}, 64, false, "discard-only"},
    {{0x01, 0x00, 0, 0, 0, 0, 0, 1}, 64, false, "dummy prefix"},
    {{0x20, 0x01, 0x00}, 23, false, "IETF protocol assignments"},
    {{0x20, 0x01, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, true, "Port Control Protocol anycast"},
    {{0x20, 0x01, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}, 128, true, "TURN anycast"},
    {{0x20, 0x01, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}, 128, true, "DNS-SD SRP anycast"},
    {{0x20, 0x01, 0, 2, 0, 0}, 48, false, "benchmarking"},
    {{0x20, 0x01, 0, 3}, 32, true, "AMT"},
    {{0x20, 0x01, 0, 4, 0x01, 0x12}, 48, true, "AS112"},
    {{0x20, 0x01, 0, 0x10}, 28, false, "ORCHID"},
    {{0x20, 0x01, 0, 0x20}, 28, true, "ORCHIDv2"},
    {{0x20, 0x01, 0, 0x30}, 28, true, "drone remote ID"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, false, "documentation"},
    {{0x26, 0x20, 0, 0x4f, 0x80, 0}, 48, true, "AS112"},
    {{0x3f, 0xff}, 20, false, "documentation"},
    {{0x5f, 0x00}, 16, false, "segment routing"},
    {{0xfc}, 7, false, "unique local"},
    {{0xfe, 0x80}, 10, false, "link-local"},
    {{0xfe, 0xc0}, 10, false, "site-local"},
    {{0xff}, 8, false, "multicast"},
};

// Where an IPv6 address holds an IPv4 one.
struct Embedding {
  Octets prefix;
  unsigned bits;
  std::size_t at;
  bool is_inverted;
  const char* name;
};

constexpr Embedding kEmbeddings[] = {
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96, 12, false, "an IPv4-mapped address"},
    {{0x00, 0x64, 0xff, 0x9b}, 96, 12, false, "a NAT64 address"},
    {{0x20, 0x02}, 16, 2, false, "a 6to4 address"},
    {{0x20, 0x01, 0, 0}, 32, 4, false, "a Teredo address"},
    {{0x20, 0x01, 0, 0}, 32, 12, true, "a Teredo address"},
};

bool begins_with(const Octets& address, const Octets& prefix, unsigned bits) {
  for (unsigned i = 0; i < bits; ++i) {
    const unsigned difference = address[i / 8] ^ prefix[i / 8];
    if ((difference & (0x80U >> (i % 8))) != 0) {
      return false;
    }
  }
  return true;
}

AddressClass longest_match(const Octets& address, std::span<const Block> blocks) {
  const Block* best = &blocks.front();
  for (const Block& block : blocks) {
    if (block.bits >= best->bits && begins_with(address, block.prefix, block.bits)) {
      best = &block;
    }
  }
  return {best->is_global, best->name};
}

Octets embedded(const Octets& address, const Embedding& embedding) {
  Octets inner{};
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint8_t octet = address[embedding.at + i];
    inner[i] = embedding.is_inverted ? static_cast<std::uint8_t>(~octet) : octet;
  }
  return inner;
}

AddressClass classify_ipv6(const Octets& address) {
  const char* carrier = nullptr;
  for (const Embedding& embedding : kEmbeddings) {
    if (begins_with(address, embedding.prefix, embedding.bits)) {
      const AddressClass inner = longest_match(embedded(address, embedding), kIpv4);
      if (!inner.is_global) {
        return {false, inner.kind + " inside " + embedding.name};
      }
      carrier = embedding.name;
    }
  }
  return carrier ? AddressClass{true, std::string("global inside ") + carrier}
                 : longest_match(address, kIpv6);
}

}  // namespace

AddressClass classify_address(std::string_view address) {
  const std::string plain(address.substr(0, address.find('%')));
  Octets octets{};
  if (inet_pton(AF_INET, plain.c_str(), octets.data()) == 1 && plain.size() == address.size()) {
    return longest_match(octets, kIpv4);
  }
  if (inet_pton(AF_INET6, plain.c_str(), octets.data()) == 1) {
    return classify_ipv6(octets);
  }
  return {false, "no address"};
}

}  // namespace checks
