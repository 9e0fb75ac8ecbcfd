// TLS written by hand, for what OpenSSL as a server cannot send. Each function is a Scenario::serve.
//
// TLS 1.2 (RFC 5246, section 7.4): a ServerHello with ECDHE-ECDSA-AES128-GCM-SHA256, then a Certificate
// message. There the story ends; a client that goes on waits for a ServerKeyExchange until it has had enough.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

// The leaf's TBSCertificate bears the tag of a string: nobody can parse it. The intermediate is whole.
void serve_unparsable_leaf(Connection& connection, const Service& service);
// The leaf is whole, the intermediate is not.
void serve_unparsable_intermediate(Connection& connection, const Service& service);
// A UTF8String in the leaf's subject that is not UTF-8. OpenSSL does not parse this one, others do.
void serve_invalid_utf8(Connection& connection, const Service& service);
// A Certificate message of 10 MiB with one certificate that fills it.
void serve_huge_certificate(Connection& connection, const Service& service);

}  // namespace lab
