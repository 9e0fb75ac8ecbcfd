// The header of the PROXY protocol: tells a server behind a load balancer who connects. Versions 1 and 2 of
// https://www.haproxy.org/download/2.6/doc/proxy-protocol.txt
//
// We are the client and the load balancer in one, so source and destination are the ends of our own
// connection: true, and what a listener with an access list must see. Version 2 has the command LOCAL for
// health checks; we do not use it, for clients come with PROXY and that is what has to work. It is sent, as
// UNKNOWN in version 1, where the ends are not known: behind another proxy.

#pragma once

#include <optional>

#include "checks/evidence/bytes.h"
#include "checks/evidence/target.h"
#include "checks/net/network.h"

namespace checks {

// What to send before the first byte; empty for ProxyHeader::none.
Bytes proxy_header(ProxyHeader version, const std::optional<ConnectionEnds>& ends);

}  // namespace checks
