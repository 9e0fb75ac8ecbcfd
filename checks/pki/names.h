// Does a certificate cover a name? RFC 9525 (formerly RFC 6125) and RFC 5280, 4.2.1.6.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "checks/pki/facts.h"

namespace checks {

// The subject alternative name that covers `name` (a host name in ASCII, or an IPv4 or IPv6 address in text
// form), none if there is none.
//
// Only subject alternative names count; the common name never does. A dNSName is compared without regard to
// ASCII case and to a trailing dot in `name`. A wildcard must be the whole leftmost label and stands for
// exactly one label; one directly below the root ("*.org" for a name of two labels) is not accepted. An
// address is compared with iPAddress entries only, as bytes, so "::1" equals "0:0:0:0:0:0:0:1"; a dNSName
// that looks like an address does not count.
std::optional<std::string> covering_name(const CertificateFacts& certificate, std::string_view name);

// True for an IPv4 or IPv6 address in text form, without brackets, scope or port.
bool is_ip_address(std::string_view text);

}  // namespace checks
