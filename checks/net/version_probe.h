// Whether a server accepts one version of TLS: a ClientHello that offers it alone, and what comes back.
//
// All versions are tried in this one way, also those that OpenSSL could speak: nothing depends on how the
// OpenSSL of this machine was built and configured (Debian's has no SSL 3.0, and TLS 1.0 and 1.1 only at
// security level 0), no key is exchanged, and what a server accepts is said by its ServerHello alone.

#pragma once

#include <string>

#include "checks/evidence/observation.h"
#include "checks/net/client_hello.h"
#include "checks/net/stream.h"
#include "checks/net/task.h"

namespace checks {

// Fills `seen.version` with what the ServerHello says, "TLSv1", which may be another version than was
// offered: then that one is not accepted. Takes leave by an alert.
//
// Throws NetworkError with stage `handshake`: `alert` (the server's own refusal), `closed` and `reset` (it
// ended before it said anything), `protocol` (what came is neither ServerHello nor alert), `deadline`.
Task<> probe_version(Stream& stream, HelloOffer offer, Handshake& seen);

}  // namespace checks
