// Microsoft SQL Server's side of PRELOGIN and of the TLS handshake inside it, by [MS-TDS], 2.2.6.5 and 3.3.5.
// Each function is a Scenario::serve.
//
// The server wraps its flights of records in PRELOGIN packets of at most 512 bytes, the smallest that the
// protocol knows, and takes what comes behind the handshake as it is. There it ends: nobody logs in.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

void serve_tds(Connection& connection, const Service& service);
void serve_tds_without_tls(Connection& connection, const Service& service);  // ENCRYPT_NOT_SUP

}  // namespace lab
