// Lists of what goes without a proxy: --no-proxy, and the variable no_proxy in curl's manner.

#pragma once

#include <string_view>

#include "checks/evidence/target.h"

namespace checks {

// The entry of a list of exceptions (commas and blanks separate them), as curl reads `no_proxy`: "*" for all,
// an address or a network ("192.0.2.0/24", "2001:db8::/32", addresses also in brackets), else a name that
// stands for itself and all below it; "example.org", ".example.org" and "*.example.org" are the same. Names
// in any case, their trailing dots do not count. An address is never compared as a name.
bool is_exception(std::string_view entry, std::string_view host);

// True if a list holds what may be exceptions: of what has a '/' or a ':', only addresses and networks.
bool are_exceptions(std::string_view list);

// True if one of the list fits the host or the address to connect to.
bool is_among(std::string_view list, const Target& target);

}  // namespace checks
