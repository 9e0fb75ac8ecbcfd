// An HTTP server for the certificates of DIR/aia, good and bad: what AIA addresses may lead to.
//
//   /NAME.crt              the certificate, DER
//   /pem/NAME.crt          the same as PEM;  /p7c/NAME.crt  in a certs-only message (PKCS #7);
//   /chunked/NAME.crt      in chunks of 100 bytes
//   /moved/NAME.crt        redirects to /NAME.crt;  /to-https, /to-file, /loop  to where nobody should follow
//   /html /garbage /huge /endless /slow   what no certificate is
//
// Anything else is answered 404.

#pragma once

#include "tests/lab/connection.h"
#include "tests/lab/scenario.h"

namespace lab {

// `service.folder` holds the certificates.
void serve_aia(Connection& connection, const Service& service);

}  // namespace lab
