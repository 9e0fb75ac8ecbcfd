// Whether an address belongs to the public Internet: what a stranger's URL may make us connect to.
//
// By IANA's special-purpose registries (RFC 6890, updated by RFC 8190; the IPv4 one as of 2021-02, the IPv6
// one as of 2025-10): the longest block that holds the address says whether it is globally reachable. Besides
// these, multicast is refused, site-local, IPv4-compatible and the deprecated 6to4 anycast addresses, and all
// IPv6 outside 2000::/3 and 64:ff9b::/96, which nobody has been given.
//
// An IPv4 address inside an IPv6 one is judged as if it stood alone: IPv4-mapped (::ffff:0:0/96), NAT64
// (64:ff9b::/96, RFC 6052), 6to4 (2002::/16, RFC 3056), Teredo (2001::/32, RFC 4380: the server's and the
// client's, which is inverted). A NAT64 of a network's own prefix cannot be told from any other address.
//
//   classify_address("192.168.1.1")         {false, "private use"}
//   classify_address("2002:a00:1::")        {false, "private use inside a 6to4 address"}
//   classify_address("192.0.2.1 ")          {false, "no address"}
//
// Pure: the caller must connect to the very address that was classified, without a second look-up.

#pragma once

#include <string>
#include <string_view>

namespace checks {

struct AddressClass {
  bool is_global = false;
  std::string kind;  // "loopback"; "global" for what no registry names
};

// `address` is numeric, an IPv6 one perhaps with its scope ("fe80::1%eth0"). Anything else is not global.
AddressClass classify_address(std::string_view address);

}  // namespace checks
