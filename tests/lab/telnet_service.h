// Telnet with the option START_TLS (RFC 854, draft-altman-telnet-starttls-02). Each function is a
// Scenario::serve.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

// DO START_TLS first, as OpenSSL's s_client wants it; every other option is left without an answer.
void serve_telnet(Connection& connection, const Service& service);

// A login prompt; what is asked for is declined.
void serve_telnet_without_starttls(Connection& connection, const Service& service);

}  // namespace lab
