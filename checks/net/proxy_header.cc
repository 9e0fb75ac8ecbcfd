#include "checks/net/proxy_header.h"

#include <algorithm>
#include <boost/asio/ip/address.hpp>
#include <iterator>
#include <string>
#include <string_view>

namespace checks {
namespace {

using boost::asio::ip::address;

struct Ends {
  address source;
  address destination;
};

// None where they are no addresses of one family.
std::optional<Ends> parsed(const std::optional<ConnectionEnds>& ends) {
  if (!ends) {
    return std::nullopt;
  }
  boost::system::error_code error;
  Ends both;
  both.source = boost::asio::ip::make_address(ends->local.address, error);
  if (!error) {
    both.destination = boost::asio::ip::make_address(ends->remote.address, error);
  }
  return error || both.source.is_v4() != both.destination.is_v4() ? std::nullopt : std::optional(both);
}

void append(Bytes& to, std::string_view text) { to.insert(to.end(), text.begin(), text.end()); }

void append(Bytes& to, std::uint16_t number) {
  to.push_back(static_cast<std::uint8_t>(number >> 8));
  to.push_back(static_cast<std::uint8_t>(number & 0xff));
}

void append(Bytes& to, const address& one) {
  if (one.is_v4()) {
    std::ranges::copy(one.to_v4().to_bytes(), std::back_inserter(to));
  } else {
    std::ranges::copy(one.to_v6().to_bytes(), std::back_inserter(to));
  }
}

// Section 2.1: "PROXY" and the family, then source and destination addresses, then the ports, a line of at
// most 107 characters. After UNKNOWN "the receiver must ignore anything" up to the end of the line.
Bytes version_1(const std::optional<Ends>& ends, const std::optional<ConnectionEnds>& known) {
  Bytes header;
  if (!ends) {
    append(header, "PROXY UNKNOWN\r\n");
    return header;
  }
  append(header, ends->source.is_v4() ? "PROXY TCP4 " : "PROXY TCP6 ");
  append(header, ends->source.to_string() + " " + ends->destination.to_string() + " " +
                     std::to_string(known->local.port) + " " + std::to_string(known->remote.port) + "\r\n");
  return header;
}

// Section 2.2: the signature, version and command, family and transport, length, addresses, ports.
Bytes version_2(const std::optional<Ends>& ends, const std::optional<ConnectionEnds>& known) {
  constexpr std::uint8_t kLocal = 0x20;
  constexpr std::uint8_t kProxy = 0x21;
  constexpr std::uint8_t kUnspecified = 0x00;
  constexpr std::uint8_t kTcp4 = 0x11;
  constexpr std::uint8_t kTcp6 = 0x21;
  Bytes header;
  append(header, std::string_view("\r\n\r\n\0\r\nQUIT\n", 12));
  if (!ends) {
    header.insert(header.end(), {kLocal, kUnspecified, 0, 0});
    return header;
  }
  const bool is_v4 = ends->source.is_v4();
  header.insert(header.end(), {kProxy, is_v4 ? kTcp4 : kTcp6});
  append(header, std::uint16_t{static_cast<std::uint16_t>(is_v4 ? 12 : 36)});
  append(header, ends->source);
  append(header, ends->destination);
  append(header, known->local.port);
  append(header, known->remote.port);
  return header;
}

}  // namespace

Bytes proxy_header(ProxyHeader version, const std::optional<ConnectionEnds>& known) {
  const std::optional<Ends> ends = parsed(known);
  return version == ProxyHeader::v1   ? version_1(ends, known)
         : version == ProxyHeader::v2 ? version_2(ends, known)
                                      : Bytes();
}

}  // namespace checks
