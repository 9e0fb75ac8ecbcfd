// Servers that are broken, or mean. Each function is a Scenario::serve. None waits longer than the
// connection's life.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

void serve_silent(Connection& connection, const Service& service);
// The beginning of a ServerHello, one byte a second.
void serve_dripping(Connection& connection, const Service& service);
// Reads the ClientHello, then ends the stream (FIN) or resets it (RST).
void serve_closing(Connection& connection, const Service& service);
void serve_resetting(Connection& connection, const Service& service);
// The same 1,024 bytes in each run; no record of TLS begins like them.
void serve_garbage(Connection& connection, const Service& service);
// A fatal alert, handshake_failure.
void serve_alert(Connection& connection, const Service& service);
// Other protocols on the port where TLS is expected.
void serve_plain_http(Connection& connection, const Service& service);
void serve_plain_smtp(Connection& connection, const Service& service);
// SMTP: a greeting of "220-" lines without end, a greeting without a line's end.
void serve_endless_banner(Connection& connection, const Service& service);
void serve_endless_line(Connection& connection, const Service& service);

}  // namespace lab
